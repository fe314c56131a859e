# ข้อความของหน้าผู้ใช้ของเครื่องหน่วยงาน

people-tab = ผู้ใช้
people-title = ผู้ใช้
people-lead = ผู้ที่เข้าใช้ระบบของหน่วยงานนี้ได้ และบทบาทของแต่ละคน
people-token = หน้าผู้ใช้เปิดให้ผู้ดูแลระบบที่เข้าด้วยเบราว์เซอร์เท่านั้น โทเค็นของระบบใช้ไม่ได้
people-list = รายชื่อผู้ใช้
people-person = ผู้ใช้
people-roles = บทบาท
people-roles-today = บทบาทวันนี้
people-acting = { $role } (ทำแทน)
people-state = สถานะ
people-active = ใช้งานอยู่
people-invited = ยังไม่เคยเข้าใช้
people-off = ระงับอยู่
people-signed-in = เข้าสู่ระบบล่าสุด
people-never = ยังไม่เคย
people-sessions = เครื่องที่เข้าอยู่
people-search = ค้นหาผู้ใช้
people-search-hint = ชื่อผู้ใช้ ชื่อที่แสดง หรือบทบาท
people-search-act = ค้นหาผู้ใช้
people-show-all = แสดงผู้ใช้ทั้งหมด
people-filter-all = ทั้งหมด
people-filter-active = ไม่ถูกระงับ
people-filter-off = ระงับอยู่
people-none-found = ไม่พบผู้ใช้ตามที่ค้นหา
people-none-found-note = กรุณาลองคำที่สั้นลง หรือดูผู้ใช้ทั้งหมด

## เพิ่มผู้ใช้
people-invite-act = เพิ่มผู้ใช้
people-invite-title = เพิ่มผู้ใช้
people-invite-lead = ผู้ใช้ใหม่เข้าระบบครั้งแรกด้วยลิงก์ครั้งเดียว แล้วตั้งรหัสผ่านของตนเอง
people-invite-who = ผู้ใช้ใหม่
people-invite-save = เพิ่มผู้ใช้และสร้างลิงก์
people-back = กลับไปรายชื่อ
people-login-needed = กรุณาใส่ชื่อผู้ใช้
people-login-hint = ใช้ a-z 0-9 . _ @ - ยาว 2 ถึง 64 ตัว เปลี่ยนภายหลังไม่ได้
people-label-th = ชื่อที่แสดง (ไทย)
people-label-th-hint = เรียกตามตำแหน่ง เช่น ผู้จัดเก็บข้อมูลกองแผนงาน หากเว้นไว้จะแสดงบทบาทแรก
people-label-en = ชื่อที่แสดง (อังกฤษ)
people-label-en-hint = หากเว้นไว้จะแสดงชื่อไทย
people-role-unknown = บทบาทที่ส่งมาไม่มีในหน่วยงานนี้ กรุณาเลือกจากรายการ
people-role-data-keeper = บันทึกผลและแนบหลักฐาน
people-role-supervisor = กำกับดูแลตัวชี้วัดและบันทึกผล
people-role-pa-unit = นำเข้าคำรับรองฯ และบันทึกผล
people-role-cio = ลงนามรับรองผลแต่ละรอบ
people-role-executive = ดูผลและหลักฐาน
people-role-auditor = ดูผลและหลักฐานเพื่อตรวจสอบ
people-role-administrator = ดูแลผู้ใช้และการตั้งค่า

## ลิงก์ครั้งเดียว
people-link-title = ลิงก์เข้าใช้ของ { $login }
people-link-lead = กรุณาส่งลิงก์นี้ให้ผู้ใช้ทางช่องทางที่ปลอดภัย ระบบแสดงลิงก์ครั้งนี้ครั้งเดียว
people-link = ลิงก์เข้าใช้ครั้งเดียว
people-link-until = ใช้ได้ถึง
people-link-note = ลิงก์ใช้ได้หนึ่งครั้ง หากหายหรือหมดอายุ กรุณาสร้างลิงก์ใหม่ในหน้าของผู้ใช้
people-link-done = ไปหน้าของผู้ใช้
people-link-new = สร้างลิงก์ใหม่
people-link-new-note = สำหรับผู้ที่ยังไม่เคยเข้าใช้หรือลืมรหัสผ่าน ลิงก์เดิมที่ยังไม่ได้ใช้จะใช้ไม่ได้อีก

## หน้าของผู้ใช้
people-edit = ชื่อและบทบาท
people-save = บันทึกชื่อและบทบาท
people-access = การเข้าใช้
people-password-set = ตั้งแล้ว
people-password-none = ยังไม่ได้ตั้ง
people-sign-out = ให้ออกจากระบบทุกเครื่อง
people-sign-out-note = ทุกเครื่องที่เข้าอยู่ต้องเข้าสู่ระบบใหม่ บัญชียังใช้ได้
people-off-act = ระงับบัญชี
people-off-note = ออกจากระบบทุกเครื่องทันที ลิงก์และโทเค็นใช้ไม่ได้ สิ่งที่บันทึกไว้แล้วยังอยู่ครบ
people-on-act = คืนสิทธิบัญชี
people-on-note = บัญชีถูกระงับอยู่ เมื่อคืนสิทธิ ผู้ใช้เข้าด้วยรหัสผ่านเดิมได้
people-done-saved = บันทึกแล้ว มีผลตั้งแต่คำขอถัดไปของผู้ใช้
people-done-off = ระงับบัญชีแล้ว ทุกเครื่องออกจากระบบแล้ว
people-done-on = คืนสิทธิบัญชีแล้ว
people-done-signed-out = ออกจากระบบทุกเครื่องแล้ว
people-done-delegated = มอบให้ทำหน้าที่แทนแล้ว
people-done-undelegated = ยกเลิกการทำหน้าที่แทนแล้ว มีผลทันที

## ประวัติการเปลี่ยนแปลง
people-changes = ประวัติการเปลี่ยนแปลง
people-changes-none = ยังไม่มีการเปลี่ยนแปลง
people-when = เมื่อ
people-who = โดย
people-what = ทำอะไร
people-console = คำสั่งในเครื่องแม่ข่าย
people-deed-invited = เพิ่มผู้ใช้ { $subject }
people-deed-label = เปลี่ยนชื่อที่แสดงของ { $subject }
people-deed-roles = เปลี่ยนบทบาทของ { $subject }
people-deed-link = สร้างลิงก์เข้าใช้ของ { $subject }
people-deed-off = ระงับบัญชี { $subject }
people-deed-on = คืนสิทธิบัญชี { $subject }
people-deed-signed-out = ให้ { $subject } ออกจากระบบทุกเครื่อง
people-deed-session-ended = { $subject } ออกจากระบบในเครื่องหนึ่ง
people-deed-password = ตั้งรหัสผ่านของ { $subject }
people-deed-delegated = ให้ { $other } ทำหน้าที่แทน { $subject }
people-deed-delegation-ended = ยกเลิกการที่ { $other } ทำหน้าที่แทน { $subject }
people-deed-unknown = เปลี่ยนแปลงโดยโปรแกรมรุ่นใหม่กว่า

## Passkeys and identities of a person
people-passkeys-note = ใช้เมื่ออุปกรณ์หาย ผู้ใช้ลงทะเบียนใหม่ได้เองภายหลัง
people-passkeys-remove = นำพาสคีย์ทั้งหมดออก
people-done-passkeys-removed = นำพาสคีย์ทั้งหมดของผู้ใช้ออกแล้ว มีผลทันที
people-deed-passkey-added = ลงทะเบียนพาสคีย์ของ { $subject }
people-deed-passkey-removed = นำพาสคีย์ของ { $subject } ออก
people-deed-passkey-suspect = คำเตือน: ตัวนับพาสคีย์ของ { $subject } ถอยหลัง จึงไม่ให้เข้าใช้
people-deed-identity-linked = ผูกตัวตนจากผู้ให้บริการยืนยันตัวตนกับบัญชี { $subject }
people-deed-identity-unlinked = เลิกผูกตัวตนกับบัญชี { $subject }
