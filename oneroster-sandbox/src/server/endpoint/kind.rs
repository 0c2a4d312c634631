use oneroster_model::{Record, assessment, gradebook, resources, rostering};

use crate::server::store::Stored;

/// Does something with the record type of a [`Kind`].
pub(crate) trait KindVisitor {
    type Output;

    fn visit<T: Stored>(self) -> Self::Output;
}

macro_rules! kinds {
    ($($kind:ident = $record:ty;)+) => {
        /// Kind of records, one per collection of the store.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Kind {
            $($kind,)+
        }

        impl Kind {
            /// Member of the envelope of a collection.
            pub(crate) const fn collection(self) -> &'static str {
                match self { $(Self::$kind => <$record>::COLLECTION,)+ }
            }

            /// Member of the envelope of a single record.
            pub(crate) const fn single(self) -> &'static str {
                match self { $(Self::$kind => <$record>::SINGLE,)+ }
            }

            /// Calls the visitor with the record type.
            pub(crate) fn visit<V: KindVisitor>(self, visitor: V) -> V::Output {
                match self { $(Self::$kind => visitor.visit::<$record>(),)+ }
            }
        }
    };
}

kinds! {
    AcademicSession = rostering::AcademicSession;
    AssessmentLineItem = assessment::AssessmentLineItem;
    AssessmentResult = assessment::AssessmentResult;
    Category = gradebook::Category;
    Class = rostering::Class;
    Course = rostering::Course;
    Demographics = rostering::Demographics;
    Enrollment = rostering::Enrollment;
    LineItem = gradebook::LineItem;
    Org = rostering::Org;
    Resource = resources::Resource;
    Result = gradebook::Result;
    ScoreScale = gradebook::ScoreScale;
    User = rostering::User;
}
