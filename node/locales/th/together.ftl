# ข้อความของการทำงานร่วมกันในหน่วยงาน: เรื่องหารือ งาน อุปสรรค ข้อตรวจพบ การแจ้งเตือน

together-tab = ทำงานร่วมกัน
together-indicator = ตัวชี้วัดที่ { $name } ปีงบประมาณ { $year }
together-result = ผลรอบ { $months } เดือน ตัวชี้วัดที่ { $name }
together-obstacle = อุปสรรครอบ { $months } เดือน ตัวชี้วัดที่ { $name }
together-document = เอกสาร { $name }
together-page = เอกสาร { $name } หน้า { $page }
together-more = ดูรายการถัดไป
together-internal = ข้อความนี้อยู่ในหน่วยงานเท่านั้น ไม่ส่งถึงส่วนกลาง
together-choose = กรุณาเลือก
together-field-text = ข้อความ
together-field-to = ผู้รับ
together-field-due = กำหนดเสร็จ
together-field-title = ชื่อเรื่อง
together-field-records = รายการในสมุดบันทึก
together-field-anchor = เกี่ยวกับ
together-field-page = หน้าของเอกสาร
together-field-severity = ระดับความสำคัญ

## เรื่องหารือ
threads-title = เรื่องหารือ
threads-lead = ความเห็นภายในหน่วยงานต่อตัวชี้วัด ผล อุปสรรค และเอกสาร
threads-mine = ที่เกี่ยวกับท่าน
threads-open = ยังไม่ยุติ
threads-all = ทั้งหมด
threads-none-title = ไม่มีเรื่องหารือในรายการนี้
threads-none = ท่านเริ่มเรื่องได้จากหน้าของตัวชี้วัดในรอบ หรือจากหน้าอุปสรรค
thread-open = ยังไม่ยุติ
thread-resolved = ยุติแล้ว
thread-posts = { $n } ข้อความ
thread-counts = ยังไม่ยุติ { $open } จาก { $all } เรื่อง
thread-new = เริ่มเรื่องหารือ
thread-on = เกี่ยวกับ
thread-page-hint = ใส่เมื่อเลือกเอกสาร เช่น 4
thread-page-wrong = กรุณาใส่เลขหน้าเป็นจำนวนเต็มตั้งแต่ 1 เช่น 4
thread-text-hint = เรียกถึงผู้อื่นได้ด้วย @ชื่อเข้าระบบ ยาวได้ 4,000 ตัวอักษร
thread-call = เรียกถึง
thread-call-hint = เลือกชื่อเข้าระบบของผู้ที่ต้องการให้ทราบ
thread-answers = ตอบข้อความของ
thread-answers-all = ตอบทั้งเรื่อง
thread-answers-who = ตอบข้อความของ { $who }
thread-called = เรียกถึง { $who }
thread-resolved-by = ยุติโดย { $who }
thread-talk = ข้อความ
thread-reply = ตอบ
thread-reply-act = ส่งคำตอบ
thread-resolve-act = ส่งและยุติเรื่อง
thread-reopen-act = ส่งและเปิดเรื่องอีกครั้ง
thread-post = ส่งข้อความ
thread-tasks-none = ยังไม่มีงานจากเรื่องนี้

## งาน
tasks-title = งาน
tasks-lead = งานที่มอบหมายกันในหน่วยงาน งานเลยกำหนดขึ้นก่อน
tasks-mine = งานของท่าน
tasks-given = ท่านมอบหมาย
tasks-all = ทั้งหมด
tasks-none-title = ไม่มีงานในรายการนี้
tasks-none = ท่านไม่ต้องทำอะไร
task-open = กำลังทำ
task-overdue = เลยกำหนด
task-done = เสร็จแล้ว
task-cancelled = ยกเลิก
task-due = กำหนดเสร็จ { $date }
task-given-by = มอบหมายโดย { $who }
task-to = ผู้รับผิดชอบ
task-giver = ผู้มอบหมาย
task-hand-to = ส่งต่อให้
task-title-hint = สิ่งที่ต้องทำ ยาวได้ 200 ตัวอักษร
task-due-hint = วันนี้หรือวันหลังจากนี้ ปฏิทินแสดงปี ค.ศ.
task-new = มอบหมายงาน
task-give-act = มอบหมายงาน
task-about = รายละเอียด
task-thread = เปิดเรื่องหารือที่มา
task-go-on = ดำเนินการ
task-remark = คำอธิบาย
task-remark-hint = ต้องมีเมื่อเปิดงานอีกครั้ง
task-finish-act = แจ้งว่าเสร็จแล้ว
task-cancel-act = ยกเลิกงาน
task-reopen-act = เปิดงานอีกครั้ง
task-hand-act = ส่งต่องาน
task-step-give = มอบหมายให้ { $to }
task-step-finish = แจ้งว่าเสร็จแล้ว
task-step-reopen = เปิดอีกครั้ง
task-step-hand-over = ส่งต่อให้ { $to }
task-step-cancel = ยกเลิก

## ข้อตรวจพบ
findings-title = ข้อตรวจพบ
findings-lead = บันทึกของผู้ตรวจสอบภายใน พร้อมคำชี้แจงของหน่วยงาน
findings-open = ยังไม่ปิด
findings-all = ทั้งหมด
findings-none-title = ไม่มีข้อตรวจพบในรายการนี้
findings-none = เมื่อผู้ตรวจสอบภายในบันทึก รายการจะปรากฏที่นี่
finding-new = บันทึกข้อตรวจพบ
finding-severity-low = ควรทราบ
finding-severity-medium = ควรแก้ไข
finding-severity-high = สำคัญมาก
finding-severity-needed = กรุณาเลือกระดับความสำคัญ
finding-open = รอหน่วยงานชี้แจง
finding-answered = รอผู้ตรวจสอบภายในพิจารณา
finding-closed = ปิดแล้ว
finding-until = จะแล้วเสร็จ { $date }
finding-until-field = จะแล้วเสร็จภายใน
finding-title-hint = สรุปสั้น ๆ ยาวได้ 200 ตัวอักษร
finding-text = สิ่งที่พบ เกณฑ์ และข้อเสนอแนะ
finding-text-hint = ยาวได้ 4,000 ตัวอักษร
finding-records-hint = เลขรายการจากหน้าประวัติ บรรทัดละหนึ่งรายการ ไม่เกิน 50 รายการ
finding-record-wrong = “{ $text }” ไม่ใช่เลขรายการ กรุณาคัดลอกจากหน้าประวัติ
finding-open-act = บันทึกข้อตรวจพบ
finding-answer-text = คำชี้แจงของหน่วยงาน
finding-close-text = ความเห็นของผู้ตรวจสอบภายใน
finding-answer-act = ส่งคำชี้แจง
finding-close-act = ปิดข้อตรวจพบ
finding-reopen-act = ส่งกลับให้ชี้แจง
finding-go-on = ดำเนินการ
finding-rests-on = สิ่งที่อ้างอิง
finding-rests-on-none = ไม่ได้อ้างอิงรายการใด
finding-step-open = บันทึก
finding-step-answer = ชี้แจง
finding-step-close = ปิด
finding-step-reopen = ส่งกลับให้ชี้แจง

## อุปสรรค
obstacles-title = อุปสรรค
obstacles-none-title = ไม่มีอุปสรรคที่รายงานในรอบนี้
obstacles-none = อุปสรรคที่เขียนในรายงานของตัวชี้วัดจะปรากฏที่นี่
obstacles-count = { $n } รายการ เรียงตามคะแนนที่เสียไป
obstacle-nobody = ยังไม่มีผู้รับผิดชอบ
obstacle-somebody = มีผู้รับผิดชอบ
obstacle-done = ดำเนินการแล้ว
obstacle-no-score = ยังไม่มีคะแนน
obstacle-points = คะแนนถ่วงน้ำหนักที่เสียไป { $points }
obstacle-thread-open = { $words } (ยังไม่ยุติ { $n } ข้อความ)
obstacle-thread-resolved = { $words } (ยุติแล้ว { $n } ข้อความ)
obstacle-comment = ให้ความเห็น

## การแจ้งเตือน
notices-title = แจ้งเตือน
notices-lead = เรื่องที่เกี่ยวกับท่าน
notices-unread = ยังไม่อ่าน
notices-all = ทั้งหมด
notices-none-title = ไม่มีเรื่องที่ยังไม่อ่าน
notices-none = ท่านไม่ต้องทำอะไร
notices-all-read = ทำเครื่องหมายว่าอ่านทั้งหมด
notice-unread = ยังไม่อ่าน
notice-open = เปิดอ่าน
notice-returned = ตัวชี้วัดถูกส่งกลับ
notice-waiting = ตัวชี้วัดรอท่านพิจารณา
notice-mention = มีผู้เรียกถึงท่าน
notice-reply = มีผู้ตอบเรื่องของท่าน
notice-task = มีผู้มอบหมายงานให้ท่าน
notice-finished = งานที่ท่านมอบหมายเสร็จแล้ว
notice-finding = มีข้อตรวจพบรอชี้แจง
notice-answered = มีคำชี้แจงรอท่านพิจารณา

## งานของท่าน
together-work-title = จากเพื่อนร่วมงาน
together-work-tasks = ดูงานทั้งหมดของท่าน

## เมลสรุป
mail-subject = GES: ท่านมีเรื่องที่ยังไม่อ่าน { $n } เรื่อง
mail-subject-due = GES: ท่านมีเรื่องใกล้ครบกำหนดหรือเกินกำหนด { $n } เรื่อง
mail-subject-both = GES: ท่านมีเรื่องที่ยังไม่อ่าน { $n } เรื่อง ใกล้ครบกำหนดหรือเกินกำหนด { $due } เรื่อง
mail-due = ใกล้ครบกำหนดหรือเกินกำหนด
mail-due-of = (ตัวชี้วัดที่ { $number })
mail-question-due = คำถามจากส่วนกลาง กรุณาตอบภายใน { $date }
mail-question-overdue = คำถามจากส่วนกลาง เกินกำหนดตอบเมื่อ { $date }
mail-task-due = งานที่ได้รับมอบหมาย ครบกำหนด { $date }
mail-task-overdue = งานที่ได้รับมอบหมาย เกินกำหนดเมื่อ { $date }
mail-count = { $what } { $n } เรื่อง
mail-indicators = ตัวชี้วัดที่เกี่ยวข้อง
mail-open = เปิดอ่านในระบบ
mail-stop = เปลี่ยนที่อยู่เมลหรือเลิกรับเมล
mail-test-subject = GES: เมลทดสอบ
mail-test = เมลฉบับนี้แสดงว่าเครื่องของหน่วยงานส่งเมลได้
mail-trouble = ส่งเมลสรุปไม่สำเร็จเมื่อ { $at }

## ชนิดข้อมูลในสมุดบันทึก
figures-kind-thread-moved = เรื่องหารือภายในหน่วยงาน
figures-kind-task-moved = งานที่มอบหมายภายในหน่วยงาน
figures-kind-finding-moved = ข้อตรวจพบของผู้ตรวจสอบภายใน
