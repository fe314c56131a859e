# ข้อความของหน้าแหล่งข้อมูล และของตัวเลขที่มาจากแหล่งข้อมูล

feeds-tab = แหล่งข้อมูล
feeds-title = แหล่งข้อมูล
feeds-lead = ตัวเลขที่ระบบอ่านจากฐานข้อมูลและไฟล์ของหน่วยงานเอง แล้วเก็บเป็นร่าง ตัวเลขที่มีผู้บันทึกไว้ต่างออกไปจะไม่ถูกแทนที่
feeds-feed-lead = ที่มา กำหนดการ การจับคู่ และประวัติการอ่านของแหล่งข้อมูลนี้
feeds-none = ยังไม่มีแหล่งข้อมูล
feeds-none-note = ผู้ดูแลระบบเพิ่มได้โดยวางไฟล์ตั้งค่าในโฟลเดอร์ที่ระบุไว้ในหน้านี้
feeds-broken = ไฟล์ตั้งค่าใช้ไม่ได้ แหล่งข้อมูลอื่นทำงานตามปกติ
feeds-about = เกี่ยวกับแหล่งข้อมูล
feeds-source = อ่านจาก
feeds-schedule = กำหนดการ
feeds-last = อ่านครั้งล่าสุด
feeds-next = อ่านครั้งถัดไป
feeds-next-again = ลองอ่านใหม่
feeds-never = ยังไม่เคยอ่าน

## ที่มา
feeds-postgres = ฐานข้อมูล PostgreSQL “{ $database }” ที่ { $place }
feeds-user = ผู้ใช้ { $name }
feeds-tls-on = เข้ารหัส TLS 1.3
feeds-tls-off = ไม่เข้ารหัส
feeds-sqlite = ฐานข้อมูล SQLite { $path }
feeds-folder = ไฟล์ล่าสุดที่ชื่อตรงกับ “{ $pattern }” ในโฟลเดอร์ { $path }
feeds-http = ไฟล์จาก { $url }
feeds-rest = ข้อมูล JSON จาก { $url }
feeds-sheet = แผ่นงาน “{ $name }”
feeds-token-kept = มีโทเค็นเก็บไว้แล้ว
feeds-token-missing = ต้องใช้โทเค็น แต่ยังไม่มีเก็บไว้

## กำหนดการ (เวลาประเทศไทย)
feeds-by-hand = ไม่มีกำหนด อ่านเมื่อสั่งเท่านั้น
feeds-every-hour = ทุกชั่วโมง นาทีที่ { $minutes }
feeds-every-day = ทุกวัน เวลา { $time } น.
feeds-every-week = ทุก{ $day } เวลา { $time } น.
feeds-every-month = ทุกวันที่ { $day } ของเดือน เวลา { $time } น.
feeds-weekday-1 = วันจันทร์
feeds-weekday-2 = วันอังคาร
feeds-weekday-3 = วันพุธ
feeds-weekday-4 = วันพฤหัสบดี
feeds-weekday-5 = วันศุกร์
feeds-weekday-6 = วันเสาร์
feeds-weekday-7 = วันอาทิตย์

## การจับคู่
feeds-mapping = คอลัมน์ใดเป็นตัวเลขใด
feeds-column = คอลัมน์
feeds-conditions = เฉพาะแถวที่
feeds-where = { $column } เป็น “{ $is }”
feeds-all-rows = ทุกแถว
feeds-variable = ตัวเลขที่ได้
feeds-aggregate = วิธีรวม
feeds-only = ต้องมีแถวเดียว
feeds-sum = ผลรวมทุกแถว
feeds-latest = แถวล่าสุดตามคอลัมน์ “{ $column }”
feeds-era-buddhist = พ.ศ.
feeds-era-christian = ค.ศ.
feeds-year-fixed = ปีงบประมาณ { $era } { $year }
feeds-year-column = ปีงบประมาณ ({ $era }) จากคอลัมน์ “{ $column }”
feeds-round-column = รอบจากคอลัมน์ “{ $column }”
feeds-more = และอีก { $n } รายการ

## ทดลองและอ่าน
feeds-run-act = อ่านแหล่งข้อมูลตอนนี้
feeds-try-act = ทดลองอ่าน
feeds-act-note = การทดลองไม่บันทึกสิ่งใด การอ่านจะเก็บตัวเลขใหม่เป็นร่าง และอาจใช้เวลาถึงหนึ่งนาที
feeds-busy = กำลังอ่านแหล่งข้อมูลอยู่
feeds-busy-note = ระบบอ่านครั้งละหนึ่งแหล่ง กรุณาลองใหม่ในอีกสักครู่
feeds-tried-title = ผลการทดลองอ่าน
feeds-tried = จะบันทึก { $n } ตัวชี้วัด
feeds-tried-same = ไม่มีตัวเลขใหม่ให้บันทึก
feeds-tried-errors = ยังใช้ไม่ได้ พบ { $n } เรื่องที่ต้องแก้ไข
feeds-tried-rows = อ่านได้ { $n } แถว ยังไม่ได้บันทึกสิ่งใด
feeds-will-record = จะบันทึก
feeds-will-same = เหมือนเดิม
feeds-will-stand = คงตัวเลขที่บันทึกไว้
feeds-will-refuse = บันทึกไม่ได้
feeds-stands = คงเดิม
feeds-will-dispute = รอการเลือกแหล่งข้อมูล
feeds-dispute-note = แหล่งข้อมูลให้ค่าต่างกัน ระบบยังไม่บันทึก กรุณาเลือกค่าที่ใช้ในแบบบันทึกผล
feeds-disagree = แหล่งข้อมูลให้ค่าต่างกัน กรุณาตรวจสอบว่าใช้ค่าใด
feeds-stands-note = มีผู้บันทึกตัวเลขไว้ต่างจากแหล่งข้อมูล ระบบจะไม่แทนที่ กรุณาตรวจสอบในแบบบันทึกผล

## ประวัติ
feeds-history = ประวัติการอ่าน
feeds-history-none = ยังไม่เคยอ่าน กรุณาทดลองอ่านก่อน
feeds-started = เริ่มเมื่อ
feeds-seconds = ใช้เวลา { $n } วินาที
feeds-outcome = ผล
feeds-rows = แถวที่อ่าน
feeds-recorded = ตัวชี้วัดที่บันทึก
feeds-by = สั่งโดย
feeds-by-schedule = ตามกำหนดการ
feeds-outcome-recorded = บันทึกแล้ว
feeds-outcome-same = ไม่มีตัวเลขใหม่
feeds-outcome-stands = ต่างจากที่บันทึกไว้
feeds-outcome-refused = บันทึกได้ไม่ครบ
feeds-outcome-failed = อ่านไม่สำเร็จ
feeds-outcome-disputed = แหล่งข้อมูลให้ค่าต่างกัน
feeds-done-disputed = อ่านแล้ว แต่แหล่งข้อมูลให้ค่าต่างกัน ค่าที่ต่างกันยังไม่บันทึก กรุณาเลือกค่าที่ใช้ในแบบบันทึกผล
feeds-done-recorded = อ่านและเก็บเป็นร่างแล้ว
feeds-done-same = อ่านแล้ว ไม่มีตัวเลขใหม่
feeds-done-stands = อ่านแล้ว ตัวเลขที่บันทึกไว้ต่างจากแหล่งข้อมูลและคงไว้
feeds-done-refused = อ่านแล้ว แต่บางตัวชี้วัดบันทึกไม่ได้
feeds-done-failed = อ่านไม่สำเร็จ ไม่มีสิ่งใดถูกบันทึก

## วิธีเพิ่ม
feeds-how = เพิ่มหรือแก้ไขแหล่งข้อมูล
feeds-how-note = การเชื่อมต่อตั้งค่าในไฟล์โดยผู้ดูแลระบบ ไฟล์ละหนึ่งแหล่ง รหัสผ่านหรือโทเค็นเก็บแยกต่างหาก และไม่แสดงในหน้าใด
feeds-how-file = ไฟล์ตั้งค่า
feeds-how-secret = รหัสผ่านหรือโทเค็น
feeds-how-name = ชื่อ
feeds-how-schedule = กำหนดการเป็นเวลาประเทศไทย ใช้ hour, day, week หรือ month
feeds-how-try = เมื่อแก้ไขแล้ว กรุณากดทดลองอ่าน หรือใช้คำสั่ง ges-node feed try

## ตัวเลขเทียบกับแหล่งข้อมูล
feeds-differs = ตัวเลขในรายงานไม่ตรงกับแหล่งข้อมูล
feeds-differ-many = มี { $n } ตัวชี้วัดที่ตัวเลขไม่ตรงกับแหล่งข้อมูล
feeds-differs-chip = ไม่ตรงกับแหล่งข้อมูล
feeds-agrees = ตัวเลขตรงกับแหล่งข้อมูล
feeds-has-value = แหล่งข้อมูลมีตัวเลขแล้ว
feeds-reported = ในรายงาน { $value }
feeds-at-source = แหล่งข้อมูล { $feed } { $value } (อ่านเมื่อ { $at })
feeds-apart = ต่างกัน { $difference }
