//! Questions, and who answers them: a person at a terminal, or nobody.

use std::io::{self, IsTerminal};

use dialoguer::theme::ColorfulTheme;
use dialoguer::{Confirm, FuzzySelect, Input, Password};

use crate::exit::Exit;
use crate::failure::Failure;

/// One question, and the option that answers it without a terminal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question<'q> {
    pub(super) prompt: &'q str,
    /// Such as `--url`.
    pub(super) option: &'q str,
    /// What an empty answer stands for; none if there has to be one.
    pub(super) default: Option<&'q str>,
}

/// Whether an answer will do, and if not why.
pub(super) type Judge<'j> = &'j dyn Fn(&str) -> Result<(), String>;

/// Someone who answers.
pub(super) trait Ask {
    /// Asks for a line of text until it will do.
    fn text(&mut self, question: Question<'_>, judge: Judge<'_>) -> Result<String, Failure>;

    /// Asks for a text that is not shown.
    fn secret(&mut self, question: Question<'_>) -> Result<String, Failure>;

    /// Asks for one of several; returns its position.
    fn choice(&mut self, question: Question<'_>, options: &[String]) -> Result<usize, Failure>;

    /// Asks for yes or no.
    fn yes(&mut self, question: Question<'_>, default: bool) -> Result<bool, Failure>;
}

/// Returns a person if there is a terminal to ask at, else nobody.
pub(super) fn whoever_is_there() -> Box<dyn Ask> {
    if io::stdin().is_terminal() && io::stderr().is_terminal() {
        Box::new(Person { theme: ColorfulTheme::default() })
    } else {
        Box::new(Nobody)
    }
}

/// Whoever sits at the terminal.
struct Person {
    theme: ColorfulTheme,
}

impl Ask for Person {
    fn text(&mut self, question: Question<'_>, judge: Judge<'_>) -> Result<String, Failure> {
        let mut input = Input::with_theme(&self.theme).with_prompt(question.prompt);
        if let Some(default) = question.default {
            input = input.default(default.to_owned());
        }
        let judge = |text: &String| judge(text.trim());
        let answer: String = input.validate_with(judge).interact_text().map_err(unanswered)?;
        Ok(answer.trim().to_owned())
    }

    fn secret(&mut self, question: Question<'_>) -> Result<String, Failure> {
        Password::with_theme(&self.theme).with_prompt(question.prompt).interact().map_err(unanswered)
    }

    fn choice(&mut self, question: Question<'_>, options: &[String]) -> Result<usize, Failure> {
        let default = options.iter().position(|option| Some(option.as_str()) == question.default);
        FuzzySelect::with_theme(&self.theme)
            .with_prompt(question.prompt)
            .items(options)
            .default(default.unwrap_or_default())
            .max_length(12)
            .interact()
            .map_err(unanswered)
    }

    fn yes(&mut self, question: Question<'_>, default: bool) -> Result<bool, Failure> {
        let confirm = Confirm::with_theme(&self.theme).with_prompt(question.prompt).default(default);
        confirm.interact().map_err(unanswered)
    }
}

fn unanswered(error: dialoguer::Error) -> Failure {
    let dialoguer::Error::IO(error) = error;
    Failure::new("unanswered", Exit::Interrupted, "a question was not answered").because(&error)
}

/// No one: what has no default has to be given as an option.
pub(super) struct Nobody;

impl Nobody {
    fn default(question: Question<'_>) -> Result<String, Failure> {
        let missing = || {
            let message = format!("{} is missing, and there is no terminal to ask at", question.option);
            Failure::usage(message)
                .with_advice(format!("Give {}; it stands for: {}.", question.option, question.prompt))
        };
        question.default.map(str::to_owned).ok_or_else(missing)
    }
}

impl Ask for Nobody {
    fn text(&mut self, question: Question<'_>, judge: Judge<'_>) -> Result<String, Failure> {
        let answer = Self::default(question)?;
        judge(&answer).map_err(|problem| Failure::usage(format!("{}: {problem}", question.option)))?;
        Ok(answer)
    }

    fn secret(&mut self, question: Question<'_>) -> Result<String, Failure> {
        Self::default(question)
    }

    fn choice(&mut self, question: Question<'_>, options: &[String]) -> Result<usize, Failure> {
        let answer = Self::default(question)?;
        let unknown = || Failure::usage(format!("{}: there is no {answer}", question.option));
        options.iter().position(|option| *option == answer).ok_or_else(unknown)
    }

    fn yes(&mut self, _: Question<'_>, default: bool) -> Result<bool, Failure> {
        Ok(default)
    }
}
