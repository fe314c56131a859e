# คำของหน้าส่วนกลาง
hub-tab-overview = ภาพรวมรอบ
hub-tab-nodes = การเชื่อมต่อ
hub-forbidden = หน้านี้ไม่ได้เปิดให้บทบาทของท่าน ถ้าต้องใช้ กรุณาติดต่อผู้ดูแลระบบส่วนกลาง
hub-bad-period = ปีงบประมาณหรือรอบในที่อยู่ไม่ถูกต้อง ตัวอย่าง ?fiscal_year=2555&round=9

## ภาพรวม
hub-overview-title = ภาพรวมรอบ { $months } เดือน ปีงบประมาณ { $year }
hub-overview-title-empty = ภาพรวม
hub-period = ปีงบประมาณ { $year } · รอบ { $months } เดือน
hub-connected-of = เชื่อมต่ออยู่ { $n } จาก { $of } หน่วยงาน
hub-agencies-n = { $n } หน่วยงาน
hub-indicators-n = { $n } ตัวชี้วัด
hub-as-of = ข้อมูล ณ { $at }
hub-empty-title = ยังไม่มีหน่วยงาน
hub-empty = เพิ่มหน่วยงานด้วยคำสั่ง ges-hub agency add แล้วหน่วยงานลงทะเบียนด้วยรหัสที่ได้
hub-attestation-state = สถานะการรับรอง
hub-attested = CIO รับรองแล้ว
hub-under-way = อยู่ระหว่างดำเนินการ
hub-nothing-yet = ยังไม่มีผลในรอบนี้
hub-median = มัธยฐานคะแนนประเมินตนเอง
hub-median-note = จาก { $n } หน่วยงานที่มีคะแนน
hub-reported = ตัวชี้วัดที่รายงานแล้ว
hub-reported-note = ของตัวชี้วัดทั้งหมดตามคำรับรอง
hub-n-of = { $n } จาก { $of }
hub-total-note = คะแนนประเมินตนเองเป็นค่าเฉลี่ยถ่วงน้ำหนักเฉพาะตัวชี้วัดที่มีผลในรอบนี้ ยังไม่ใช่ผลสอบทาน
hub-no-ministry = ไม่ระบุกระทรวง
hub-agency = หน่วยงาน
hub-round-state = สถานะรอบ
hub-rounds = รายงานแล้ว รอบ 6 · 9 · 12
hub-round-of = { $n }/{ $of }
hub-self = ประเมินตนเอง
hub-base = น้ำหนัก { $base } จาก 100
hub-from-last = จากรอบก่อน
hub-indicators-to = ตัวชี้วัดที่ 1–{ $n }
hub-link = การเชื่อมต่อ
hub-last-data = ข้อมูลล่าสุด
hub-attested-chip = CIO รับรอง
hub-partly-chip = มีการแก้หลังรับรอง
hub-nothing-chip = ยังไม่รายงาน
hub-reported-chip = รอ CIO
hub-status-invited = รอหน่วยงานลงทะเบียน
hub-status-waiting = รอยืนยันลายนิ้วมือ
hub-status-active = ใช้งาน
hub-status-revoked = เพิกถอนแล้ว

## การเชื่อมต่อ
hub-nodes-title = การเชื่อมต่อกับหน่วยงาน
hub-nodes-lead = ส่วนกลางดึงข้อมูลจากทุกหน่วยงานเอง หน่วยงานไม่ต้องส่ง
hub-enrolment = การลงทะเบียน
hub-lag = รายการที่ยังไม่มาถึง
hub-contact = ได้ยินล่าสุด
hub-certificate = ใบรับรองเหลือ
hub-size = รายการที่ตรวจรับแล้ว
hub-quarantine = รายการที่พักไว้
hub-quarantine-note = รายการเหล่านี้เก็บไว้ครบและอยู่ในสมุดบันทึก แต่โปรแกรมรุ่นนี้ยังอ่านไม่ได้ จึงยังไม่แสดง
hub-checkpoint = ยอดสรุปที่ตรวจแล้ว
hub-verified = ตรวจแล้ว
hub-days = { $n } วัน
hub-milliseconds = { $n } มิลลิวินาที
hub-trouble-title = { $name } ตั้งแต่ { $since }
hub-acknowledged = รายการของส่วนกลางที่หน่วยงานได้รับ
hub-reconnects = ต่อใหม่ (ครั้ง)
hub-skew = นาฬิกาต่างกัน
hub-address = ที่อยู่
hub-fingerprint = ลายนิ้วมือของกุญแจ
hub-vkey = กุญแจตรวจสมุดบันทึก
hub-entry = รายการที่
hub-kind = ชนิด
hub-reason = เหตุผล
hub-figures-link = เปิดตัวชี้วัดของหน่วยงาน
hub-confirm-link = ยืนยันลายนิ้วมือ

## ยืนยันหน่วยงาน
hub-confirm-title = ยืนยัน { $name }
hub-confirm-lead = โทรถามผู้ดูแลระบบของหน่วยงานด้วยหมายเลขที่ท่านรู้จัก ให้อ่านลายนิ้วมือที่คำสั่ง ges-node enrol แสดง แล้วพิมพ์ที่นี่ ระบบจะเทียบให้
hub-fingerprint-hint = ตัวเลขและตัวอักษร 8 ชุด ชุดละ 4 ตัว
hub-fingerprint-differs = ลายนิ้วมือไม่ตรงกับคำขอที่ได้รับ กรุณาให้หน่วยงานอ่านอีกครั้ง ถ้ายังไม่ตรง อย่ายืนยัน
hub-confirm-act = ยืนยันหน่วยงานนี้
hub-confirm-state = หน่วยงานนี้ไม่มีคำขอที่รอยืนยัน
hub-confirm-back = กลับไปดูหน่วยงาน

## เอกสาร
hub-node-unreachable = ยังติดต่อหน่วยงานไม่ได้
hub-node-unreachable-remedy = เอกสารอยู่ที่หน่วยงาน เมื่อหน่วยงานกลับมาเชื่อมต่อจะเปิดได้เอง กรุณาลองใหม่ภายหลัง
hub-document-cut = สายขาดระหว่างรับเอกสาร
hub-document-cut-remedy = ส่วนที่รับแล้วยังอยู่ กรุณาลองใหม่ ระบบจะรับต่อจากเดิม
hub-document-shrank = เอกสารที่หน่วยงานสั้นกว่าที่บันทึกไว้
hub-document-shrank-remedy = แฟ้มถูกเปลี่ยนหลังบันทึก จึงไม่แสดง กรุณาแจ้งหน่วยงาน
hub-document-mismatch = เอกสารไม่ตรงกับที่บันทึกไว้
hub-document-mismatch-remedy = แฟ้มถูกเปลี่ยนหลังบันทึก จึงไม่แสดง กรุณาแจ้งหน่วยงาน
hub-document-gone = หน่วยงานไม่มีเอกสารนี้แล้ว
hub-document-gone-remedy = กรุณาแจ้งหน่วยงานให้ยื่นเอกสารอีกครั้ง
hub-document-store = ส่วนกลางเก็บเอกสารไม่ได้
hub-document-store-remedy = ผู้ดูแลส่วนกลางกรุณาตรวจพื้นที่ดิสก์ด้วย ges-hub doctor
