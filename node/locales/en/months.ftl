# Words of monthly figures on the record form

months-fold = Give it month by month (optional)
months-hint = The months are added up to the cumulative figure. Please leave the figure above empty, and write 0 for a month without any.
months-month = { $month } B.E. { $year }
months-sum = { $n } months = { $sum }
months-no-sum = No sum yet: a month is empty or cannot be read
months-left-out = This month is empty but a later one is not: please give the figure, or 0 if there is none
months-beyond = This month lies after the round: please remove the figure or choose the right round
months-differ = The cumulative figure differs from the sum of the months, { $sum }: please leave it empty to use the sum, or correct the months
months-title = Monthly figures
