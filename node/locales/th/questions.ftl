# ข้อความของคำถามจากส่วนกลาง ที่เครื่องหน่วยงาน

answer-tab = คำถาม
answer-title = คำถามจากส่วนกลาง
answer-lead = ส่วนกลางถามเรื่องตัวเลขหรือหน้าเอกสาร คำถามมาถึงเอง และคำตอบไปถึงส่วนกลางเอง
answer-filter-waiting = รอตอบ
answer-filter-mine = ของฉัน
answer-filter-answered = ตอบแล้ว รอส่วนกลางพิจารณา
answer-filter-all = ทั้งหมด
answer-none = ยังไม่มีคำถามจากส่วนกลาง
answer-none-note = เมื่อส่วนกลางถามเรื่องใด คำถามจะปรากฏที่นี่และในงานของคุณ คุณไม่ต้องทำอะไร
answer-none-here = ไม่มีคำถามในกลุ่มนี้
answer-none-here-note = คำถามอื่นอยู่ในรายการทั้งหมด
answer-show-all = แสดงคำถามทั้งหมด
answer-more = แสดง { $n } ข้อแรก กรุณาตอบข้อเหล่านี้ก่อน ข้ออื่นจะตามมา
answer-prepared-by = ผู้เตรียมคำตอบ: { $who }
answer-prepared-by-you = คุณเป็นผู้เตรียมคำตอบ
answer-prepared-by-nobody = ยังไม่ได้มอบหมายผู้เตรียมคำตอบ
answer-waiting = รอตอบ { $n } เรื่อง
answer-act = ตอบคำถาม

## หน้าคำถาม
answer-thread = คำถามและคำตอบ
answer-about = ถามเรื่อง
answer-form = คำตอบของหน่วยงาน
answer-text = คำตอบ
answer-text-hint = ตอบให้ตรงคำถาม บอกที่มาของตัวเลขและหน้าของเอกสาร
answer-evidence = เอกสารประกอบที่อยู่ในระบบแล้ว
answer-hidden = เอกสารอีก { $n } รายการใช้ภายในหน่วยงาน ส่วนกลางเปิดไม่ได้ จึงไม่แสดงให้เลือก
answer-file-hint = ส่วนกลางเปิดไฟล์ที่แนบนี้ได้เมื่อส่งคำตอบ ไฟล์จะถูกเก็บทันทีที่ส่ง แม้ช่องอื่นยังต้องแก้
answer-note = ส่งแล้วคำตอบไปถึงส่วนกลางเอง และแก้ไขไม่ได้
answer-figure = ผลที่ส่วนกลางเห็น
answer-no-figure = ยังไม่มีผลที่เผยแพร่ให้ส่วนกลาง
answer-card = ดูตัวชี้วัดและขั้นตอน
answer-correct-note = หากตรวจแล้วพบว่าตัวเลขผิด กรุณาแก้ไขพร้อมเหตุผล ฉบับเดิมยังอยู่ครบ แล้วแจ้งในคำตอบ
answer-preparing = ผู้เตรียมคำตอบ
answer-assign-to = มอบหมายให้
answer-assign-hint = เห็นเฉพาะภายในหน่วยงาน
answer-assign-act = มอบหมายผู้เตรียมคำตอบ
answer-done-assign = มอบหมายแล้ว
answer-done-answer = ตอบแล้ว คำตอบจะไปถึงส่วนกลางเอง
