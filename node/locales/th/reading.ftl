# ข้อความของการอ่านเอกสาร: ค้นในเนื้อหา ภาพของหน้า และสภาพของไฟล์

reading-search-hint = ชื่อไฟล์ หรือคำในเนื้อหา อย่างน้อยสองตัวอักษร
reading-hits = พบในเนื้อหา
reading-hits-none = ไม่พบในเนื้อหาของเอกสารที่อ่านแล้ว
reading-hits-more = ยังมีหน้าอื่นที่พบอีก กรุณาเพิ่มคำเพื่อให้แคบลง
reading-page = หน้า { $n }
reading-state = เนื้อหา
reading-waiting = รออ่านเนื้อหา
reading-done = อ่านแล้ว { $n } หน้า
reading-done-cut = อ่านแล้ว { $n } หน้า บางส่วนยาวเกินจึงตัดออก
reading-failed = อ่านเนื้อหาไม่ได้
reading-mismatch = เนื้อหาไม่ตรงกับนามสกุลไฟล์
reading-macros = มีมาโครหรือสคริปต์
reading-encrypted = มีรหัสผ่าน
reading-pages = เนื้อหาของเอกสาร
reading-page-of = หน้า { $n } จาก { $all }
reading-picture = ภาพหน้า { $n } ของ { $name } ข้อความอยู่ด้านล่าง
reading-text = ข้อความของหน้านี้
reading-silent = หน้านี้ไม่มีข้อความที่อ่านได้ กรุณาดูจากภาพหรือดาวน์โหลดเอกสาร
reading-cut = ข้อความยาวเกินกว่าที่แสดง กรุณาดาวน์โหลดเอกสารเพื่ออ่านทั้งหมด
reading-previous = หน้าก่อน
reading-next = หน้าถัดไป
reading-go = ไปหน้า
reading-highlight = เน้นคำ
reading-go-act = แสดง
