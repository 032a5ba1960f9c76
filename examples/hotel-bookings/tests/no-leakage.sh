# No feature may come from what is known only after the booking was made.
set -eu
for column in is_canceled booking_changes days_in_waiting_list required_car_parking_spaces \
  total_of_special_requests country assigned_room_type reservation_status; do
  if grep -v '^ *#' features/*.yaml | grep -qw "$column"; then
    echo "features/ uses $column, which is not known when a booking is made" >&2
    exit 1
  fi
done
echo "No feature knows the future."
