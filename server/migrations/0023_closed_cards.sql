comment on column card_enrolments.status is 'OPEN or CLOSED; a closed card can be opened again.';
