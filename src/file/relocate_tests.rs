use std::fs;
use std::path::PathBuf;

use image::ImageFormat;
use tempfile::TempDir;
use tests::S3;
use tokio_util::task::TaskTracker;

use crate::samples::encoded;
use crate::testing::{CONFIG, House, bucket_of, kept_in};
use crate::{Finding, Relocated, Relocation, Storage};

/// A place to go to, of the other kind.
struct Place {
    storage: Storage,
    folder: PathBuf,
    _held: (TempDir, Option<S3>),
}

impl Place {
    async fn beside(house: &House) -> Self {
        let (dir, tasks) = (TempDir::new().unwrap(), TaskTracker::new());
        if house.bucket.is_some() {
            let folder = dir.path().join("files");
            let storage = Storage::directory(&folder, &tasks).unwrap();
            let _held = (dir, None);
            return Self {
                storage,
                folder,
                _held,
            };
        }
        let server = S3::start().await;
        Self {
            storage: Storage::bucket(bucket_of(&server), &tasks).unwrap(),
            folder: server.folder().join(S3::BUCKET),
            _held: (dir, Some(server)),
        }
    }

    fn relocation(&self, house: &House) -> Relocation {
        Relocation {
            db: house.db.clone(),
            from: house.files.inner.storage.clone(),
            into: self.storage.clone(),
        }
    }

    fn object(&self, name: &str) -> PathBuf {
        find(&self.folder, name).unwrap()
    }
}

fn find(folder: &std::path::Path, name: &str) -> Option<PathBuf> {
    fs::read_dir(folder).unwrap().find_map(|entry| {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => find(&path, name),
            false => path.ends_with(name).then_some(path),
        }
    })
}

async fn copy(relocation: &Relocation) -> (Relocated, Vec<Finding>) {
    let mut found = Vec::new();
    let copied = relocation.copy(|_| {}, |finding| found.push(finding)).await;
    (copied.unwrap(), found)
}

async fn compare(relocation: &Relocation) -> (Relocated, Vec<Finding>) {
    let mut found = Vec::new();
    let compared = relocation
        .compare(|_| {}, |finding| found.push(finding))
        .await;
    (compared.unwrap(), found)
}

/// Something large, a picture with thumbnails, and something that is nothing.
async fn furnish(house: &House) {
    house
        .post(1, "large", vec![7; 20 * 1024 * 1024])
        .await
        .file();
    house
        .post(1, "fox.png", encoded(1_400, 900, ImageFormat::Png))
        .await
        .file();
    house.post(2, "empty", Vec::new()).await.file();
}

#[tokio::test]
async fn all_files_go_elsewhere_with_their_thumbnails_and_once_is_enough() {
    crate::testing::on_both(CONFIG, async |house| {
        furnish(house).await;
        let place = Place::beside(house).await;
        let relocation = place.relocation(house);
        let (copied, found) = copy(&relocation).await;
        assert_eq!((copied.blobs, found), (3, vec![]));
        let objects = |names: Vec<String>| -> Vec<String> {
            names.into_iter().filter(|name| name.len() >= 32).collect()
        };
        assert_eq!(objects(kept_in(&place.folder)), objects(house.kept()));
        let (compared, found) = compare(&relocation).await;
        assert_eq!(found, []);
        assert_eq!((compared.blobs, compared.bytes), (3, copied.bytes));

        // What is there is not copied again.
        let (again, _) = copy(&relocation).await;
        assert_eq!((again.blobs, again.bytes), (3, 0));
    })
    .await;
}

#[tokio::test]
async fn what_is_lost_or_another_in_the_new_place_is_named() {
    crate::testing::on_both(CONFIG, async |house| {
        furnish(house).await;
        let place = Place::beside(house).await;
        let relocation = place.relocation(house);
        copy(&relocation).await;
        let names = kept_in(&place.folder);
        let thumb = names.iter().find(|name| name.ends_with(".480")).unwrap();
        let picture = thumb.trim_end_matches(".480");
        // A thumbnail of the same size, but another.
        let size = fs::metadata(place.object(thumb)).unwrap().len();
        fs::write(place.object(thumb), vec![0; usize::try_from(size).unwrap()]).unwrap();
        fs::remove_file(place.object(picture)).unwrap();
        let (compared, mut found) = compare(&relocation).await;
        found.sort_by_key(ToString::to_string);
        assert_eq!((compared.differences, compared.damaged), (2, 0));
        assert!(matches!(&found[0], Finding::Missing(path) if path.ends_with(picture)));
        assert!(matches!(&found[1], Finding::Changed(path) if path.ends_with(thumb)));
    })
    .await;
}

#[tokio::test]
async fn what_the_source_has_lost_or_damaged_is_told_of_and_does_not_hold_up_the_rest() {
    crate::testing::on_both(CONFIG, async |house| {
        furnish(house).await;
        let folder = house.folder();
        let names = kept_in(&folder);
        let thumb = names.iter().find(|name| name.ends_with(".480")).unwrap();
        let picture = thumb.trim_end_matches(".480");
        let (thumb, picture) = (
            find(&folder, thumb).unwrap(),
            find(&folder, picture).unwrap(),
        );
        let size = fs::metadata(&picture).unwrap().len();
        fs::write(&picture, vec![0; usize::try_from(size).unwrap()]).unwrap();
        fs::remove_file(&thumb).unwrap();

        let place = Place::beside(house).await;
        let relocation = place.relocation(house);
        for (looked, found) in [copy(&relocation).await, compare(&relocation).await] {
            assert_eq!((looked.blobs, looked.damaged), (3, 2), "{found:?}");
            assert_eq!((looked.differences, found.len()), (0, 2), "{found:?}");
        }
        assert!(
            find(
                &place.folder,
                &picture.file_name().unwrap().to_string_lossy()
            )
            .is_none()
        );
    })
    .await;
}

#[tokio::test]
async fn what_a_copy_that_was_killed_has_left_on_a_disk_goes() {
    let house = House::new(CONFIG, Some(S3::start().await)).await;
    furnish(&house).await;
    let place = Place::beside(&house).await;
    let relocation = place.relocation(&house);
    copy(&relocation).await;
    let names = kept_in(&place.folder);
    let object = place.object(names.iter().find(|name| name.len() == 32).unwrap());
    let half = object.with_file_name(format!("{}#1", object.file_name().unwrap().display()));
    fs::rename(&object, &half).unwrap();
    copy(&relocation).await;
    assert!(object.exists() && !half.exists());
}
