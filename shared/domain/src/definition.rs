//! The indicator template (รายละเอียดตัวชี้วัด): everything agreed about one indicator (domain rules 4.1).
