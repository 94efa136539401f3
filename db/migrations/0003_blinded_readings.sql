-- A blinded reading is one person's: who opened it reads it, and nobody else hears of it until it is submitted.
alter table readings add column reader_id uuid;
alter table readings add constraint blinded_by_somebody check ((mode = 'blinded') = (reader_id is not null));
create unique index blinded_readings_by_image on readings (image_id, reader_id) where mode = 'blinded';
