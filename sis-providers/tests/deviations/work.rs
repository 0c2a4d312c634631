//! What the client does with a server.

use futures_util::future::try_join_all;
use oneroster_client::{Client, Collection, Single};
use oneroster_model::gradebook::{Category, LineItem, Result as Score, ScoreScale};
use oneroster_model::query::{FieldName, Filter, FilterSyntax, Sort};
use oneroster_model::resources::Resource;
use oneroster_model::rostering::{AcademicSession, Class, Course, Demographics, Enrollment, Org, User};
use oneroster_model::{OrgType, Record, ScoreStatus};
use oneroster_sandbox::{Sandbox, StoredRecord};
use time::Duration;
use time::macros::{date, datetime};

use crate::catalogue::{Behaviour, Work};
use crate::compare::Rules;
use crate::play::Problem;

/// Tells whether an org is a school.
fn is_school(org: &Org) -> bool {
    org.org_type == Some(OrgType::School)
}

/// Something to do, and what to compare.
pub(crate) struct Job<'p> {
    pub(crate) client: Client,
    pub(crate) sandbox: &'p Sandbox,
    pub(crate) behaviour: &'p Behaviour,
    pub(crate) collections: Vec<String>,
    pub(crate) rules: Rules,
}

impl Job<'_> {
    pub(crate) async fn run(&self) -> Result<(), Problem> {
        match self.behaviour.work {
            Work::Read => self.read_all().await,
            Work::Single => self.singles().await,
            Work::Nested => self.nested().await,
            Work::Unknown => Ok(self.client.user("nobody").get().await.map(|_| ())?),
            Work::Changes => self.changes().await,
            Work::Write => self.write(true).await,
            Work::WriteOnly => self.write(false).await,
            Work::Together => {
                try_join_all(self.collections.iter().map(|name| self.read(name))).await?;
                Ok(())
            }
            Work::Renew => {
                self.read_all().await?;
                self.sandbox.expire_tokens();
                self.read_all().await
            }
        }
    }

    async fn read_all(&self) -> Result<(), Problem> {
        for name in &self.collections {
            self.read(name).await?;
        }
        Ok(())
    }

    async fn read(&self, name: &str) -> Result<(), Problem> {
        let client = &self.client;
        match name {
            "orgs" => self.collection::<Org>(client.orgs()).await,
            "schools" => self.part(client.schools(), is_school).await,
            "academicSessions" => self.collection::<AcademicSession>(client.academic_sessions()).await,
            "courses" => self.collection::<Course>(client.courses()).await,
            "classes" => self.collection::<Class>(client.classes()).await,
            "users" => self.collection::<User>(client.users()).await,
            "enrollments" => self.collection::<Enrollment>(client.enrollments()).await,
            "demographics" => self.collection::<Demographics>(client.demographics()).await,
            "categories" => self.collection::<Category>(client.categories()).await,
            "lineItems" => self.collection::<LineItem>(client.line_items()).await,
            "results" => self.collection::<Score>(client.results()).await,
            "scoreScales" => self.collection::<ScoreScale>(client.score_scales()).await,
            "resources" => self.collection::<Resource>(client.resources()).await,
            other => panic!("{other} is no collection"),
        }
    }

    async fn collection<T: StoredRecord + Record>(&self, collection: Collection<T>) -> Result<(), Problem> {
        let mut collection = collection;
        let filter = self.behaviour.filter.as_deref();
        let filter = filter.map(|text| Filter::parse(text, FilterSyntax::Standard).unwrap());
        if let Some(filter) = filter.clone() {
            collection = collection.filter(filter);
        }
        if let Some((name, value)) = &self.behaviour.parameter {
            collection = collection.parameter(name, value);
        }
        if let Some(fields) = &self.behaviour.fields {
            collection = collection.fields(fields.parse().unwrap());
        }
        if let Some(sort) = &self.behaviour.sort {
            let field: FieldName = sort.parse().unwrap();
            collection = collection.sort(Sort::ascending(field));
        }
        let read = collection.all().await?.records;
        // Some faults change the records.
        let mut served = self.sandbox.records::<T>();
        if let Some(filter) = filter.filter(|_| !self.behaviour.everything) {
            served.retain(|record| filter.matches_record(record, self.sandbox.version()).unwrap());
            assert!(!served.is_empty(), "a filter that nothing matches shows nothing");
        }
        Ok(self.rules.compare(self.sandbox.version(), &read, &served)?)
    }

    async fn part<T: StoredRecord + Record>(
        &self,
        collection: Collection<T>,
        is_part: impl Fn(&T) -> bool,
    ) -> Result<(), Problem> {
        let mut served = self.sandbox.records::<T>();
        if !self.behaviour.everything {
            served.retain(is_part);
        }
        let read = collection.all().await?.records;
        Ok(self.rules.compare(self.sandbox.version(), &read, &served)?)
    }

    async fn singles(&self) -> Result<(), Problem> {
        let client = &self.client;
        for name in &self.collections {
            match name.as_str() {
                "orgs" => self.single::<Org>(|id| client.org(id).get()).await?,
                "academicSessions" => {
                    self.single::<AcademicSession>(|id| client.academic_session(id).get()).await?;
                }
                "courses" => self.single::<Course>(|id| client.course(id).get()).await?,
                "classes" => self.single::<Class>(|id| client.class(id).get()).await?,
                "users" => self.single::<User>(|id| client.user(id).get()).await?,
                "enrollments" => self.single::<Enrollment>(|id| client.enrollment(id).get()).await?,
                "demographics" => self.single::<Demographics>(|id| client.demographics_of(id).get()).await?,
                "lineItems" => self.single::<LineItem>(|id| client.line_item(id).get()).await?,
                other => panic!("{other} is not read one by one"),
            }
        }
        Ok(())
    }

    /// The first record and the last one, whose identifier may be strange.
    async fn single<T: StoredRecord + Record>(&self, get: impl Fn(&str) -> Single<T>) -> Result<(), Problem> {
        let served = self.sandbox.records::<T>();
        for record in [served.first(), served.last()].into_iter().flatten() {
            let read = get(record.sourced_id().as_str()).await?;
            self.rules.compare(self.sandbox.version(), &[read], std::slice::from_ref(record))?;
        }
        Ok(())
    }

    async fn nested(&self) -> Result<(), Problem> {
        let school = self.sandbox.records::<Org>().into_iter().find(is_school).unwrap();
        let school = self.client.school(school.sourced_id.as_str());
        let classes = school.classes().all().await?.records;
        let students = school.students().all().await?.records;
        let teachers = school.teachers().all().await?.records;
        school.terms().all().await?;
        if classes.is_empty() || students.is_empty() || teachers.is_empty() {
            return Err("a school is empty".to_owned().into());
        }
        let served = self.sandbox.records::<Class>();
        let same: Vec<Class> = served
            .into_iter()
            .filter(|class| classes.iter().any(|read| read.sourced_id == class.sourced_id))
            .collect();
        Ok(self.rules.compare(self.sandbox.version(), &classes, &same)?)
    }

    async fn changes(&self) -> Result<(), Problem> {
        let before = self.sandbox.records::<User>();
        let mut changed = before.first().cloned().unwrap();
        let since = changed.date_last_modified.unwrap() + Duration::HOUR;
        changed.date_last_modified = Some(since + Duration::HOUR);
        changed.given_name = Some("Changed".to_owned());
        self.sandbox.put(changed.clone());
        let read = self.client.users().since(since).all().await?;
        let served = if self.behaviour.everything { self.sandbox.records::<User>() } else { vec![changed] };
        self.rules.compare(self.sandbox.version(), &read.records, &served)?;
        if read.watermark.latest_change != served[0].date_last_modified {
            return Err("the watermark does not tell of the change".to_owned().into());
        }
        Ok(())
    }

    async fn write(&self, delete: bool) -> Result<(), Problem> {
        let client = &self.client;
        let class = self.sandbox.records::<Class>().swap_remove(0);
        let category = self.sandbox.records::<Category>().swap_remove(0);
        let student = self.sandbox.records::<User>().swap_remove(0);
        let mut work = LineItem::new("quiz-1");
        work.title = Some("Quiz".to_owned());
        work.assign_date = Some(datetime!(2026-10-01 08:00 UTC));
        work.due_date = Some(datetime!(2026-10-02 08:00 UTC));
        work.class = Some(class.sourced_id.into());
        work.category = Some(category.sourced_id.into());
        work.result_value_min = Some(0.into());
        work.result_value_max = Some(20.into());
        client.line_item("quiz-1").put(&work).await?;
        let mut score = Score::new("score-1");
        score.line_item = Some("quiz-1".into());
        score.student = Some(student.sourced_id.into());
        score.score_date = Some(date!(2026 - 10 - 02));
        score.score_status = Some(ScoreStatus::FullyGraded);
        // More than the greatest value: extra credit.
        for points in [15, 25] {
            score.score = Some(points.into());
            client.result("score-1").put(&score).await?;
            let kept = client.result("score-1").get().await?;
            if kept.score != score.score
                || kept.line_item.map(|item| item.sourced_id) != Some("quiz-1".into())
            {
                return Err("another result is kept than was written".to_owned().into());
            }
        }
        if !delete {
            return Ok(());
        }
        client.result("score-1").delete().await?;
        client.line_item("quiz-1").delete().await?;
        match client.result("score-1").get().await {
            Ok(kept) if kept.is_live() => Err("a deleted result is live".to_owned().into()),
            Err(error) if error.code() != "not_found" => Err(error.into()),
            _ => Ok(()),
        }
    }
}
