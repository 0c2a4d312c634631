use time::Date;

use crate::json::Form::{Boolean, Date as DateForm, Text, Token};
use crate::json::define::record;
use crate::{Sex, vocabulary};

record! {
    /// Demographic facts about a person; by practice `sourced_id` is that of the user.
    Demographics("Demographics"), Rostering since V1_1,
    collection "demographics" [],
    single "demographics" ["demographic"],
    legacy (), {
        /// Day of birth.
        birth_date: Option<Date> = "birthDate", DateForm, Optional, Optional,
            ["birthdate", "BirthDate", "Birthdate"];
        /// Sex as recorded.
        sex: Option<Sex> = "sex", Token(&vocabulary::SEX), Optional, Optional;
        /// American Indian or Alaska Native.
        american_indian_or_alaska_native: Option<bool> = "americanIndianOrAlaskaNative", Boolean, Optional, Optional;
        /// Asian.
        asian: Option<bool> = "asian", Boolean, Optional, Optional;
        /// Black or African American.
        black_or_african_american: Option<bool> = "blackOrAfricanAmerican", Boolean, Optional, Optional;
        /// Native Hawaiian or other Pacific Islander.
        native_hawaiian_or_other_pacific_islander: Option<bool>
            = "nativeHawaiianOrOtherPacificIslander", Boolean, Optional, Optional;
        /// White.
        white: Option<bool> = "white", Boolean, Optional, Optional;
        /// Two or more races.
        demographic_race_two_or_more_races: Option<bool>
            = "demographicRaceTwoOrMoreRaces", Boolean, Optional, Optional;
        /// Hispanic or Latino.
        hispanic_or_latino_ethnicity: Option<bool> = "hispanicOrLatinoEthnicity", Boolean, Optional, Optional;
        /// Code of the country of birth, such as `US`.
        country_of_birth_code: Option<String> = "countryOfBirthCode", Text, Optional, Optional;
        /// Abbreviation of the state of birth.
        state_of_birth_abbreviation: Option<String> = "stateOfBirthAbbreviation", Text, Optional, Optional;
        /// City of birth.
        city_of_birth: Option<String> = "cityOfBirth", Text, Optional, Optional;
        /// CEDS code of the residence status, `01652` to `01656`.
        public_school_residence_status: Option<String> = "publicSchoolResidenceStatus", Text, Optional, Optional;
    }
}
