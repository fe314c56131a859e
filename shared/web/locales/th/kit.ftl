# คำของชุดหน้าเว็บที่หน่วยงานและส่วนกลางใช้ร่วมกัน

## กรอบหน้า
skip = ข้ามไปยังเนื้อหา
home = หน้าแรก
menu = เมนู
main-navigation = เมนูหลัก
breadcrumb = ตำแหน่งของหน้านี้
period = ปีงบประมาณและรอบ
demo = ข้อมูลสาธิต
demo-note = ข้อมูลสาธิต: ตัวเลข น้ำหนัก และวันที่เป็นค่าสมมติ
not-signed-in = ยังไม่ได้เข้าสู่ระบบ
account = บัญชีของท่าน
sign-out = ออกจากระบบ
to-home = กลับไปหน้าแรก
keys = แป้นลัด
keys-note = ใช้ได้ทั้งแป้นไทยและอังกฤษ และไม่ทำงานขณะพิมพ์ในช่องกรอก
keys-on = เปิดแป้นลัด
keys-off = ปิดแป้นลัด
keys-close = ปิดหน้าต่างนี้

## เข้าสู่ระบบ
sign-in = เข้าสู่ระบบ
login = ชื่อผู้ใช้
password = รหัสผ่าน
sign-in-wrong = ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง กรุณาตรวจแล้วลองอีกครั้ง
sign-in-disabled = บัญชีนี้ถูกระงับการใช้งาน กรุณาติดต่อผู้ดูแลระบบของหน่วยงาน
sign-in-limited = ลองผิดหลายครั้งเกินไป กรุณารอ { $minutes } นาทีแล้วลองอีกครั้ง
sign-in-again = กรุณาเข้าสู่ระบบอีกครั้ง
sign-in-again-note = ไม่ได้ใช้งานมาระยะหนึ่ง ร่างของท่านยังอยู่ครบ ระบบจะพากลับมาที่เดิม
sign-in-help = หากลืมรหัสผ่าน กรุณาขอลิงก์เข้าใช้ครั้งเดียวจากผู้ดูแลระบบของหน่วยงาน
link-title = เข้าใช้ด้วยลิงก์ครั้งเดียว
link-note = ลิงก์นี้ใช้ได้หนึ่งครั้งภายใน 24 ชั่วโมง กดปุ่มเมื่อท่านพร้อมเข้าใช้งานในเครื่องนี้
link-use = เข้าใช้งานในเครื่องนี้
link-worthless-title = ลิงก์นี้ใช้ไม่ได้แล้ว
link-worthless = ลิงก์ถูกใช้ไปแล้ว หมดอายุ หรือคัดลอกมาไม่ครบ กรุณาขอลิงก์ใหม่จากผู้ดูแลระบบของหน่วยงาน หรือเข้าด้วยรหัสผ่าน
link-to-sign-in = เข้าด้วยรหัสผ่าน

## บัญชี
account-title = บัญชีของท่าน
account-who = ผู้ใช้
account-roles = บทบาท
account-language = ภาษา
account-password = ตั้งรหัสผ่านใหม่
account-current = รหัสผ่านปัจจุบัน
account-current-wrong = รหัสผ่านปัจจุบันไม่ถูกต้อง กรุณาตรวจแล้วพิมพ์ใหม่
account-new = รหัสผ่านใหม่
account-new-hint = อย่างน้อย { $min } ตัวอักษร ใช้ประโยคที่จำง่ายได้
account-new-again = รหัสผ่านใหม่อีกครั้ง
account-differ = รหัสผ่านสองช่องไม่ตรงกัน กรุณาพิมพ์ใหม่ให้ตรงกัน
account-password-note = เมื่อตั้งรหัสใหม่ ท่านจะออกจากระบบในเครื่องอื่นทั้งหมด
account-save = ตั้งรหัสผ่านใหม่
account-weak-password = รหัสผ่านต้องยาว { $min } ถึง { $max } ตัวอักษร และต้องไม่ตรงกับชื่อผู้ใช้
account-taken = มีผู้ใช้ชื่อ { $login } อยู่แล้ว กรุณาเลือกชื่ออื่น
account-unknown = ไม่พบผู้ใช้ชื่อ { $login }
account-login = { $login } ใช้เป็นชื่อผู้ใช้ไม่ได้ กรุณาใช้ a-z 0-9 . _ @ - ยาว 2 ถึง 64 ตัว
account-role = { $role } ใช้เป็นชื่อบทบาทไม่ได้
account-token = โทเค็นของระบบเปลี่ยนรหัสผ่านของบุคคลไม่ได้

## ระดับและคะแนน
level-1 = ต่ำกว่าเป้าหมายมาก
level-2 = ต่ำกว่าเป้าหมาย
level-3 = ตามเป้าหมาย
level-4 = ดีกว่าเป้าหมาย
level-5 = ดีกว่าเป้าหมายมาก
level-n = ระดับ { $n }
level-n-word = ระดับ { $n } { $word }
score-level = คะแนน { $word }
delta-up = เพิ่มขึ้น
delta-down = ลดลง
delta-same = เท่าเดิม
legend-levels = ระดับคะแนน
this-round-value = รอบนี้ { $value }
last-round-value = รอบก่อน { $value }
below-level-1 = ต่ำกว่าระดับ 1
above-level-5 = เกินระดับ 5
below-level-1-value = { $value } ต่ำกว่าระดับ 1
above-level-5-value = { $value } เกินระดับ 5
bar-higher = แถบระดับ ยิ่งมากยิ่งดี
bar-lower = แถบระดับ ยิ่งน้อยยิ่งดี
bar-milestone = แถบขั้นของงาน
bar-now = รอบนี้ { $value } ได้ { $score } คะแนน
bar-before = รอบก่อน { $value } ได้ { $score } คะแนน
bar-nothing = รอบนี้ยังไม่มีผล
bar-level = ระดับ { $n } = { $value }
interpolation = ผล { $value } อยู่ระหว่างระดับ { $low } ({ $lowvalue }) กับระดับ { $high } ({ $highvalue }) เทียบบัญญัติไตรยางศ์ ได้ { $score }
heat-cell = ตัวชี้วัดที่ { $number } { $word }
heat-summary = { $n } ตัวชี้วัด ต่ำสุดคือตัวชี้วัดที่ { $worst } ({ $word })
heat-none = { $n } ตัวชี้วัด ยังไม่มีระดับคะแนน
strip-own = คะแนนของ { $n } หน่วยงาน จุดทึบคือหน่วยงานนี้ { $score }
strip-peers = คะแนนของ { $n } หน่วยงาน
baseline-label = ผลย้อนหลังสามปีและรอบของปีนี้: { $name }
baseline-value = ค่า
baseline-level = ระดับ
as-table = ดูเป็นตาราง
no-value = ไม่มีข้อมูล

## สถานะ
status-draft = ร่าง
status-supervisor = ผู้กำกับดูแล
status-pa-unit = กพร.
status-returned = ส่งกลับ
status-awaiting-cio = รอ CIO
status-attested = CIO รับรอง
status-overdue = เลยกำหนด { $days } วัน
status-lost = ขาดการติดต่อ
data-not-yet = ยังไม่ถึงรอบ
data-awaiting = รอข้อมูล
data-awaiting-from = จาก { $source }
data-awaiting-until = จาก { $source } คาดว่า { $date }
data-missing = ไม่รายงาน
data-missing-note = เลยกำหนด { $days } วัน คิดเป็น 1.0000
data-cancelled = ยกเลิก
data-cancelled-decision = ดูมติ
link-live = รับล่าสุด { $at }
link-behind = ค้างรับ { $n } รายการ
link-lost = ขาดการติดต่อตั้งแต่ { $since }
link-diverged = สมุดบันทึกต่อกันไม่ติด
link-never = ยังไม่เคยติดต่อ

## ที่มาของตัวเลข
provenance-strip = ที่มาของตัวเลข
step-done = เสร็จแล้ว
step-attention = ต้องดู
step-open = ยังไม่ถึง
digest-whole = ดูลายนิ้วมือเต็ม
verify-title = ตรวจด้วยตนเอง
verify-text = ไม่ต้องเชื่อเรา ท่านตรวจในเครื่องของท่านได้ด้วยคำสั่งนี้ โดยไม่ต้องต่ออินเทอร์เน็ต
copy = คัดลอก
copied = คัดลอกแล้ว

## แบบฟอร์มและรายการ
optional = (ไม่บังคับ)
error-word = ผิด:
error-summary = ยังส่งไม่ได้ มี { $n } จุดที่ต้องแก้
undo = ย้อนกลับ
filters = ตัวกรอง
pager = แบ่งหน้า
pager-of = แสดง { $shown } จาก { $total } รายการ
pager-shown = แสดง { $shown } รายการ
pager-next = หน้าถัดไป
pager-first = กลับไปหน้าแรกของรายการ
evidence-sending = กำลังส่ง { $percent }%
evidence-whole = ครบถ้วน
evidence-interrupted = ขาดกลางทาง
evidence-differs = ไม่ตรงต้นฉบับ
evidence-on-demand = เรียกเมื่อเปิดดู
diff-old = เดิม
diff-new = ใหม่
diff-nothing = ไม่มี

## ปัญหา
problem-number = หมายเลขคำขอ (แจ้งผู้ดูแลระบบเมื่อต้องการความช่วยเหลือ):
problem-not-found = ไม่พบหน้าที่ท่านเปิด
problem-not-found-remedy = ที่อยู่อาจพิมพ์ผิด หรือรายการนี้ไม่ได้เปิดให้ท่านดู กรุณากลับไปหน้าแรกแล้วค้นจากรายการ
problem-forbidden = ท่านไม่มีสิทธิ์ทำเรื่องนี้
problem-forbidden-remedy = ถ้าต้องใช้ กรุณาติดต่อผู้ดูแลระบบของหน่วยงาน
problem-role = หน้านี้สำหรับ{ $needed } บทบาทของท่านคือ{ $own }
problem-foreign-form = แบบฟอร์มนี้ไม่ได้ส่งมาจากระบบนี้
problem-foreign-form-remedy = เพื่อความปลอดภัย ระบบไม่รับแบบฟอร์มจากเว็บอื่น กรุณาเปิดหน้าในระบบนี้แล้วส่งอีกครั้ง
problem-invalid = ข้อมูลที่ส่งมายังไม่ถูกต้อง
problem-invalid-remedy = กรุณาแก้ตามที่ระบุแล้วส่งอีกครั้ง สิ่งที่พิมพ์ไว้ไม่หาย
problem-malformed = อ่านคำขอไม่ได้
problem-malformed-remedy = กรุณาตรวจรูปแบบของคำขอตามเอกสาร API แล้วส่งอีกครั้ง
problem-cursor = ตำแหน่งหน้าไม่ถูกต้อง
problem-cursor-remedy = กรุณาเริ่มจากหน้าแรกของรายการ
problem-conflict = มีผู้แก้ไขก่อนท่าน
problem-conflict-remedy = กรุณาเปิดดูค่าล่าสุดแล้วเลือกค่าที่จะใช้ ไม่มีใครถูกเขียนทับ
problem-too-large = ข้อมูลที่ส่งใหญ่เกินไป
problem-too-large-detail = ระบบรับได้ไม่เกิน { $limit }
problem-too-large-remedy = กรุณาแบ่งแฟ้มหรือลดขนาดแล้วส่งอีกครั้ง
problem-unsupported-media = ระบบไม่รับข้อมูลชนิดนี้
problem-unsupported-media-remedy = กรุณาส่งชนิดที่ระบุในเอกสาร API
problem-method-not-allowed = ที่อยู่นี้ไม่รับคำขอแบบนี้
problem-method-not-allowed-remedy = กรุณาเปิดหน้าจากเมนู หรือดูวิธีเรียกในเอกสาร API
problem-too-many = ลองหลายครั้งเกินไป
problem-too-many-detail = กรุณารอ { $minutes } นาที
problem-too-many-remedy = เมื่อครบเวลาแล้วลองอีกครั้งได้ หรือขอลิงก์เข้าใช้ครั้งเดียวจากผู้ดูแลระบบ
problem-unavailable = ระบบยังไม่พร้อมรับคำขอนี้
problem-unavailable-remedy = กรุณาลองอีกครั้งในอีกสักครู่ สิ่งที่บันทึกไว้แล้วยังอยู่ครบ
problem-busy = มีผู้ใช้พร้อมกันมากในขณะนี้ กรุณาลองอีกครั้งในอีกสักครู่
problem-disk-full = พื้นที่เก็บข้อมูลของเครื่องแม่ข่ายเต็ม ผู้ดูแลระบบต้องเพิ่มพื้นที่ก่อน
problem-internal = ระบบขัดข้อง
problem-internal-remedy = เรื่องนี้เป็นความผิดพลาดของระบบ ไม่ใช่ของท่าน กรุณาลองอีกครั้ง ถ้ายังไม่ได้ กรุณาแจ้งหมายเลขคำขอแก่ผู้ดูแลระบบ
problem-sign-in-needed = กรุณาเข้าสู่ระบบ
problem-sign-in-needed-remedy = เรื่องนี้เปิดให้เฉพาะผู้ที่เข้าสู่ระบบแล้ว
problem-bad-credentials = ยืนยันตัวตนไม่ได้
problem-bad-credentials-remedy = ชื่อผู้ใช้ รหัสผ่าน หรือโทเค็นไม่ถูกต้องหรือหมดอายุ กรุณาตรวจแล้วลองอีกครั้ง
