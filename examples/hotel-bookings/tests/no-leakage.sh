# No feature may come from what is known only after the booking was made.
set -eu
for column in is_canceled booking_changes days_in_waiting_list required_car_parking_spaces \
  total_of_special_requests country assigned_room_type reservation_status reservation_status_date; do
  for file in features/*.yaml features/*.yml; do
    if [ -f "$file" ] && grep -v '^ *#' "$file" | grep -qw "$column"; then
      echo "$file uses $column, which is not known when a booking is made" >&2
      exit 1
    fi
  done
done
echo "No feature knows the future."
