# ข้อความของคลังหลักฐานและการส่งไฟล์

documents-tab = คลังหลักฐาน
documents-title = คลังหลักฐาน
documents-lead = เอกสารทั้งหมดที่หน่วยงานเก็บไว้เป็นหลักฐาน เอกสารหนึ่งใช้รองรับได้หลายตัวชี้วัด
documents-list = เอกสาร
documents-document = เอกสาร
documents-supports = รองรับตัวชี้วัด
documents-supports-none = ยังไม่ได้ใช้
documents-seen = ผู้ที่เปิดดูได้
documents-filed = เก็บเมื่อ
documents-bytes = ไฟล์
documents-search = ค้นหาเอกสาร
documents-search-hint = ส่วนหนึ่งของชื่อไฟล์
documents-search-act = ค้นหาเอกสาร
documents-show-all = แสดงเอกสารทั้งหมด
documents-use-all = ทั้งหมด
documents-use-used = ใช้แล้ว
documents-use-unused = ยังไม่ได้ใช้
documents-use-missing = ไฟล์ไม่ครบ
documents-use = ตัวชี้วัดที่ { $number } · { $months } เดือน { $year }
documents-none = ยังไม่มีเอกสารในคลัง
documents-none-note = กรุณาเพิ่มไฟล์แรก แล้วเลือกใช้ในแบบบันทึกผล
documents-none-wait = เมื่อผู้จัดเก็บข้อมูลเพิ่มเอกสาร รายการจะแสดงที่นี่ ท่านไม่ต้องทำอะไร
documents-none-found = ไม่พบเอกสารตามที่ค้นหา
documents-none-found-note = กรุณาลองคำที่สั้นลง หรือดูเอกสารทั้งหมด

documents-seen-public = ทุกคนเปิดดูได้ รวมถึงประชาชน
documents-seen-central = หน่วยงานนี้และส่วนกลางเปิดดูได้ตั้งแต่เก็บ โดยไม่รอ CIO รับรอง
documents-seen-named = หน่วยงานนี้ ส่วนกลาง และ { $names } เปิดดูได้ตั้งแต่เก็บ
documents-seen-internal = เฉพาะผู้ใช้ของหน่วยงานนี้ ส่วนกลางเปิดดูไม่ได้
documents-bytes-whole = ครบถ้วน
documents-bytes-missing = ไม่พบไฟล์
documents-bytes-differs = ขนาดไม่ตรงต้นฉบับ

## ส่งไฟล์
documents-add = เพิ่มเอกสาร
documents-add-version = เพิ่มฉบับใหม่ของเอกสารนี้
documents-audience = ใครเปิดดูไฟล์ใหม่ได้
documents-choose-central = ส่วนกลาง: หน่วยงานนี้และส่วนกลางเปิดดูได้ตั้งแต่เก็บ โดยไม่รอ CIO รับรอง
documents-choose-internal = ภายใน: เฉพาะผู้ใช้ของหน่วยงานนี้ ส่วนกลางเปิดดูไม่ได้
documents-choose-public = สาธารณะ: ทุกคนเปิดดูได้ รวมถึงประชาชน
documents-file = เลือกไฟล์
documents-file-hint = Word Excel PowerPoint PDF หรือรูปภาพ เลือกได้หลายไฟล์
documents-file-needed = กรุณาเลือกไฟล์อย่างน้อยหนึ่งไฟล์
documents-drop = หรือลากไฟล์มาวางที่นี่ ไฟล์จะส่งทันที และส่งต่อได้หากสัญญาณขาด
documents-camera = ถ่ายภาพเอกสาร
documents-send = ส่งไฟล์
documents-waiting = ไฟล์ที่ส่งค้างไว้
documents-waiting-note = เลือกไฟล์เดิมอีกครั้งเพื่อส่งต่อจากจุดที่ค้าง
documents-waiting-said = มาถึงแล้ว { $here } จาก { $size } ส่งต่อได้ถึง { $until }
documents-done = เก็บเอกสารใหม่ { $n } รายการแล้ว
documents-done-known = { $n } รายการมีในคลังอยู่แล้ว จึงใช้เอกสารเดิม
documents-done-version = เก็บเป็นฉบับใหม่แล้ว ฉบับก่อนยังอยู่ครบ
documents-js-waiting = รอส่ง
documents-js-sending = กำลังส่ง { "{n}" }%
documents-js-paused = พักไว้ที่ { "{n}" }%
documents-js-cut = สัญญาณขาด จะส่งต่อเอง ส่งแล้ว { "{n}" }%
documents-js-done = เก็บแล้ว
documents-js-known = มีในคลังอยู่แล้ว ใช้เอกสารเดิมชื่อ { "{name}" }
documents-js-failed = ส่งไม่สำเร็จ กรุณาลองใหม่
documents-js-pause = พัก
documents-js-resume = ส่งต่อ
documents-js-again = ลองใหม่
documents-js-discard = ทิ้งไฟล์นี้
documents-js-unfinished = ยังส่งไฟล์ไม่เสร็จ กรุณารอให้ครบหรือพักไว้ก่อนบันทึก
documents-js-open = เปิดหน้าเอกสาร

## หน้าเอกสาร
documents-open = ดาวน์โหลดเอกสาร
documents-figures = ตัวเลขที่เอกสารนี้รองรับ
documents-figures-none = ยังไม่มีตัวชี้วัดที่ใช้เอกสารนี้ กรุณาเลือกใช้ในแบบบันทึกผล
documents-figures-note = เพิ่มหรือเอาออกได้ในแบบบันทึกผลของตัวชี้วัดนั้น
documents-change = แก้ในแบบบันทึกผล
documents-facts = ข้อเท็จจริง
documents-kind = ชนิด
documents-size = ขนาด
documents-digest = ลายนิ้วมือ
documents-digest-note = SHA-256 ของไฟล์ ตรวจเองได้ด้วย sha256sum
documents-filings = บันทึกการเก็บ
documents-record = ดูในสมุดบันทึก
documents-versions = ฉบับต่าง ๆ
documents-this-version = ฉบับนี้
documents-other-version = อีกฉบับหนึ่ง
documents-newer = มีฉบับใหม่กว่าแล้ว
documents-newer-note = ตัวเลขที่อ้างฉบับนี้ยังอ้างฉบับนี้อยู่ จนกว่าจะแก้ในแบบบันทึกผล
documents-missing = ไฟล์ของเอกสารนี้ไม่ครบ
documents-missing-note = กรุณาแจ้งผู้ดูแลระบบให้กู้จากสำเนาสำรอง หรือส่งไฟล์เดิมอีกครั้ง

## หลักฐานในแบบบันทึกผล
documents-kept-note = ระบุหน้าได้หลายหน้า เช่น หน้า 4, 12
documents-library = เอกสารในคลัง
documents-library-hint = เอกสารเดียวใช้ได้หลายตัวชี้วัดและหลายหน้า
documents-library-none = ไม่เลือก
documents-library-find = ค้นหาในคลัง
documents-library-find-act = ค้นหาในคลัง
documents-library-cut = แสดง { $n } รายการล่าสุด กรุณาค้นหาหากไม่พบ
documents-attach-act = แนบหลักฐาน
