# คำของข้อซักถามที่หน่วยงานและส่วนกลางใช้ร่วมกัน
questions-due = ตอบภายใน { $date }
questions-about-value = ผลการดำเนินงานที่รายงาน
questions-about-figure = ตัวเลข “{ $field }”
questions-about-page = หน้า { $page } ของเอกสาร { $name }
questions-turn-ask = คำถาม
questions-turn-follow-up = ซักถามเพิ่มเติม
questions-turn-answer = คำตอบ
questions-late = ตอบหลังกำหนด
questions-evidence = เอกสารประกอบคำตอบ
questions-of-indicator = คำถามจากส่วนกลาง
questions-open = เปิดดู
