//! The settings of a flow's conversion and guards.

use std::fs;

use asm_format::GuardSettings;
use asm_format::convert::{Mode, Settings};
use oneroster_csv::File;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Flows;
use crate::configuration::{FlowConfig, GuardConfig};
use crate::error::{ConfigurationProblem, Error};

impl Flows {
    /// Reads the settings of a conversion, from the file or from the flow.
    pub(super) fn conversion_settings(&self, flow: &FlowConfig) -> Result<Settings, Error> {
        let settings = match (&flow.settings, &flow.conversion_settings) {
            (Some(path), _) => {
                let path = self.configuration().path(path);
                let problem = |message: &str| ConfigurationProblem::new(message).in_file(&path);
                let text = fs::read_to_string(&path)
                    .map_err(|error| problem("cannot be read").caused_by(error).into_error())?;
                toml::from_str(&text).map_err(|error: toml::de::Error| {
                    let before = text.get(..error.span().unwrap_or_default().start).unwrap_or_default();
                    let line = before.matches('\n').count() + 1;
                    let message = error.message().lines().next().unwrap_or_default();
                    problem(message).at(String::new(), Some(line)).into_error()
                })?
            }
            (None, Some(settings)) => settings.clone(),
            (None, None) => Settings::default(),
        };
        if settings.mode == Mode::Report {
            let problem = ConfigurationProblem::new("mode report makes nothing that could be delivered");
            return Err(problem
                .advise("set mode to repair or strict, and start a dry run instead")
                .into_error());
        }
        Ok(settings)
    }

    /// A fingerprint of all that decides about the result of a flow, besides the data; none if it cannot be read.
    pub(super) fn settings_hash(&self, flow: &FlowConfig) -> Option<String> {
        #[derive(Serialize)]
        struct Decisive<'f> {
            conversion: &'static str,
            settings: Settings,
            patch: &'f asm_format::PatchOptions,
        }
        let settings = self.conversion_settings(flow).ok()?;
        let decisive = Decisive { conversion: flow.conversion.as_str(), settings, patch: &flow.patch };
        let text = serde_json::to_vec(&decisive).ok()?;
        let digest = Sha256::digest(&text);
        let half = digest.first_chunk().copied()?;
        Some(format!("{:016x}", u64::from_be_bytes(half)))
    }
}

/// The guards of a flow: its own, or those of the settings of its conversion.
#[derive(Clone, Debug)]
pub(super) struct Guards {
    settings: GuardSettings,
    own: GuardConfig,
    pub(super) allow_errors: bool,
}

impl Guards {
    pub(super) fn new(flow: &FlowConfig, conversion: &Settings) -> Self {
        let Some(own) = flow.guards.clone() else {
            let settings = conversion.guards.clone();
            let own = GuardConfig { max_loss: settings.max_loss, ..GuardConfig::default() };
            return Self { settings, own, allow_errors: false };
        };
        let mut settings = GuardSettings::default().with_max_loss(own.max_loss);
        for (file, share) in &own.max_loss_of {
            if let Some(file) = asm_format::AsmFile::from_name(&format!("{file}.csv")) {
                settings = settings.with_max_loss_of(file, *share);
            }
        }
        let allow_errors = own.allow_errors;
        Self { settings, own, allow_errors }
    }

    /// For archives of Apple School Manager.
    pub(super) const fn of_archive(&self) -> &GuardSettings {
        &self.settings
    }

    /// The share of its rows that a file of a OneRoster package may lose.
    pub(super) fn allowed_loss(&self, file: File) -> f64 {
        let share = self.own.max_loss_of.get(file.name().trim_end_matches(".csv"));
        share.copied().unwrap_or(self.own.max_loss)
    }
}
