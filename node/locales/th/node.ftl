# ข้อความของเครื่องหน่วยงาน

node-tab-overview = ภาพรวม
node-tab-indicators = ตัวชี้วัด
node-tab-attest = รับรองผล
node-tab-journal = สมุดบันทึก

## ภาพรวม
node-overview-title = งานตามคำรับรองฯ ปีงบประมาณ { $year }
node-overview-title-empty = งานตามคำรับรองฯ
node-empty-title = ยังไม่มีคำรับรองการปฏิบัติราชการ
node-empty = กรุณาให้ กพร. นำเข้าคำรับรองฯ ด้วยคำสั่ง ges-node import agreement แล้วตัวชี้วัดจะปรากฏที่นี่
node-round = รอบ { $months } เดือน
node-round-until = ผลสะสมถึง { $date }
node-round-recorded = บันทึกแล้ว { $done } จาก { $all } ตัวชี้วัด
node-round-complete = บันทึกครบ
node-round-due = ถึงกำหนดบันทึก
node-round-open = ยังไม่สิ้นรอบ
node-attestation = การรับรองของ CIO
node-attested = CIO รับรองแล้ว
node-not-attested = ยังไม่รับรอง
node-to-record = รอบันทึก
node-not-recorded = ยังไม่มีผล
node-hub = ส่วนกลาง
node-hub-none = ยังไม่ได้เชื่อมกับส่วนกลาง
node-hub-none-note = ผลที่บันทึกอยู่ในเครื่องนี้ครบถ้วน และจะไปถึงส่วนกลางเองเมื่อผู้ดูแลระบบเชื่อมด้วย ges-node enrol
node-hub-none-act = ดูสมุดบันทึก
node-hub-connected = เชื่อมต่ออยู่
node-hub-away = ส่วนกลางยังไม่ได้ติดต่อมา
node-received = ส่วนกลางได้รับล่าสุด
node-received-never = ยังไม่มีใบรับ
node-state = สถานะ
node-waiting-none = ส่วนกลางได้รับครบทุกรายการ
node-waiting = รอใบรับ { $n } รายการ ท่านไม่ต้องทำอะไร
node-certificate = ใบรับรองเครื่อง
node-certificate-days = เหลือ { $n } วัน ต่ออายุเอง
node-journal-link = ดูสมุดบันทึกและใบรับ

## บันทึกผล
node-record-invite = ท่านบันทึกหรือแก้ไขผลของตัวชี้วัดนี้ได้
node-record-act = บันทึกผล
node-preview-act = ตรวจคะแนนก่อนบันทึก
node-record-note = บันทึกแล้วส่วนกลางจะได้รับเอง ฉบับก่อนหน้ายังอยู่ครบ
node-record-terms = น้ำหนัก { $weight } · หน่วยวัด { $unit }
node-step-value = ผลการดำเนินงาน
node-step-note = คำอธิบาย
node-step-evidence = หลักฐาน
node-round-field = รอบ
node-round-needed = กรุณาเลือกรอบ 6, 9 หรือ 12 เดือน
node-value = ผล
node-value-hint = ใส่เฉพาะตัวเลข เช่น 2,486 หรือ ๒,๔๘๖
node-read-as = อ่านได้ว่า { $value }
node-score-preview = คะแนนที่ได้ { $score }
node-tenfold-title = ผลต่างจากรอบก่อนมาก
node-tenfold = รอบนี้ { $now } รอบก่อน { $before } กรุณาตรวจจำนวนหลักอีกครั้ง หากถูกต้องบันทึกได้ตามปกติ
node-note = สิ่งที่ดำเนินการ
node-evidence-kept = หลักฐานที่แนบแล้ว เอาเครื่องหมายออกหากไม่ใช้
node-evidence-open = เปิดดู
node-file = แนบไฟล์หลักฐาน
node-file-hint = ไฟล์จะถูกเก็บทันทีที่ส่ง แม้ช่องอื่นยังต้องแก้
node-place = ตำแหน่งในเอกสาร
node-place-hint = เช่น หน้า 4 ตาราง 2

## สมุดบันทึก
node-journal-title = สมุดบันทึก
node-journal-lead = ทุกผลและเอกสารเป็นรายการในสมุดนี้ แก้ย้อนหลังโดยไม่มีใครทราบไม่ได้
node-journal-head = ยอดสรุปล่าสุด
node-log = ชื่อสมุด
node-size = จำนวนรายการ
node-root = ลายนิ้วมือของทั้งสมุด (SHA-256)
node-vkey = กุญแจตรวจสอบ
node-checkpoint = ยอดสรุปที่ลงนาม
node-checkpoint-link = ดาวน์โหลดยอดสรุปที่ลงนาม
node-receipts = ใบรับจากส่วนกลาง
node-receipts-note = ส่วนกลางลงนามร่วมว่าได้เห็นสมุดนี้ถึงรายการใด เมื่อใด
node-receipts-none = ยังไม่มีใบรับ ใบรับจะมาเองหลังส่วนกลางดึงข้อมูลครั้งแรก
node-witnessed-at = ส่วนกลางลงนาม
node-received-at = ได้รับใบรับ
node-receipt = ใบรับ
node-receipt-show = แสดงใบรับ
node-receipt-unverified = ตรวจลายเซ็นไม่ได้
node-quarantined = รายการที่เก็บไว้แต่ยังไม่แสดง
node-verify = ตรวจสอบด้วยตนเอง
node-verify-note = คำสั่งนี้คำนวณสมุดทั้งเล่มใหม่โดยไม่ใช้เครือข่าย ใช้กับสำเนาของโฟลเดอร์ก็ได้

## รับรองผล
node-attest-missing = ตัวชี้วัดที่ยังไม่มีผล
node-attest-missing-note = กรุณาให้เหตุผลทุกตัวก่อนลงนาม
node-attest-figures = ผลที่จะรับรอง
node-attest-except = ไม่รับรองบางผล
node-attest-except-note = ใส่เหตุผลเฉพาะตัวชี้วัดที่ไม่รับรอง
node-attest-sign = ลงนาม
node-attest-act = รับรองผลรอบ { $months } เดือน
node-attest-done = รับรองแล้ว บันทึกเป็นรายการที่ { $entry }
node-number = ที่
node-indicator = ตัวชี้วัด
node-score = คะแนน
node-reason = เหตุผล
node-reason-needed = กรุณาระบุเหตุผลที่ยังไม่มีผล
node-passphrase = รหัสผ่านของกุญแจรับรอง
node-passphrase-hint = กุญแจอยู่ในเครื่องของหน่วยงานและเปิดด้วยรหัสผ่านนี้เท่านั้น
node-passphrase-needed = กรุณาใส่รหัสผ่านของกุญแจรับรอง
node-no-key-title = ยังไม่มีกุญแจรับรอง
node-no-key = กรุณาให้ผู้ดูแลระบบสร้างด้วย ges-node cio create { $login }
