//! The rows of receipts: what the rule and each of its rivals give for every axis and action.

use super::{Builder, count};
use crate::{
    domain::{
        absence::{Absence, Absences},
        derivation::{
            Receipt,
            reading::{Figured, Reading},
            rivals::Judged,
            words::Words,
        },
        strategy::Level,
    },
    store::derivations::{DerivationRow, plan},
};

impl Builder<'_> {
    /// Adds the receipts. They are made of the rows of axes, actions and objectives, which must be there.
    pub fn derivations(&mut self) {
        let snapshot = &mut self.snapshot;
        for receipt in plan(&snapshot.axes, &snapshot.actions, &snapshot.objectives).receipts() {
            snapshot.derivations.push(of_rule(&receipt));
            snapshot.derivations.extend(receipt.rivals.iter().map(|judged| of_rival(&receipt, judged)));
        }
        for (index, row) in snapshot.derivations.iter_mut().enumerate() {
            row.position = count(index + 1);
            row.absent = absent(row).to_flat();
        }
    }
}

fn of_rule(receipt: &Receipt) -> DerivationRow {
    let missing: Vec<&str> = receipt.missing().collect();
    DerivationRow {
        rule: receipt.rule.as_str().to_owned(),
        role: "rule".to_owned(),
        missing: (!missing.is_empty()).then(|| missing.join(",")),
        agrees: receipt.agrees(),
        state: receipt.state.as_str().to_owned(),
        ..row(receipt, receipt.figured.as_ref(), Reading::RULE, &receipt.reason)
    }
}

fn of_rival(receipt: &Receipt, judged: &Judged) -> DerivationRow {
    let witnesses: Vec<String> = judged
        .rejected_by
        .iter()
        .map(|witness| format!("{} {}={}", witness.level.as_str(), witness.code, witness.value))
        .collect();
    DerivationRow {
        rule: judged.rival.as_str().to_owned(),
        role: "rival".to_owned(),
        agrees: receipt.published.map(|_| !judged.rejected),
        state: judged.state().to_owned(),
        rejected_by: (!witnesses.is_empty()).then(|| witnesses.join(",")),
        ..row(receipt, Some(&judged.figured), judged.rival.reading(), &judged.reason)
    }
}

/// What the rows of a receipt have in common.
fn row(receipt: &Receipt, figured: Option<&Figured>, reading: Reading, reason: &Words) -> DerivationRow {
    let is_axis = receipt.level == Level::Axis;
    let operands = |figured: &Figured| {
        let operands: Vec<String> = figured.operands.iter().map(|(code, exact)| format!("{code}={exact}")).collect();
        operands.join(",")
    };
    DerivationRow {
        release_seq: 0,
        position: 0,
        level: receipt.level.as_str().to_owned(),
        code: receipt.code.clone(),
        axis: if is_axis { Some(receipt.code.clone()) } else { receipt.parent.clone() },
        action: (!is_axis).then(|| receipt.code.clone()),
        rule: String::new(),
        role: String::new(),
        inputs: figured.map(operands),
        missing: None,
        total: figured.map(|figured| figured.sum().to_string()),
        divisor: figured.map(|figured| count(figured.operands.len())),
        fraction: figured.map(|figured| figured.exact.to_string()),
        rounding: reading.rounding.as_str().to_owned(),
        value: figured.map(|figured| figured.value),
        published: receipt.published,
        agrees: None,
        state: String::new(),
        rejected_by: None,
        reason_fr: reason.fr.clone(),
        reason_en: reason.en.clone(),
        absent: String::new(),
    }
}

/// Why each empty column of a row is empty.
fn absent(row: &DerivationRow) -> Absences {
    let mut absent = Absences::default();
    let is_axis = row.level == Level::Axis.as_str();
    let figure_is_missing = row.value.is_none();
    for (field, is_empty, reason) in [
        ("axis", row.axis.is_none(), Absence::NotPublished),
        ("action", is_axis, Absence::NotApplicable),
        ("inputs", figure_is_missing, Absence::NotPublished),
        ("missing", row.missing.is_none() && !figure_is_missing, Absence::NotApplicable),
        // No document names the children whose figures are missing.
        ("missing", row.missing.is_none() && figure_is_missing, Absence::NotPublished),
        ("total", figure_is_missing, Absence::NotPublished),
        ("divisor", figure_is_missing, Absence::NotPublished),
        ("fraction", figure_is_missing, Absence::NotPublished),
        ("value", figure_is_missing, Absence::NotPublished),
        ("published", row.published.is_none(), Absence::NotPublished),
        ("agrees", row.agrees.is_none(), Absence::NotApplicable),
        ("rejected_by", row.rejected_by.is_none(), Absence::NotApplicable),
    ] {
        if is_empty {
            absent.insert(field, reason);
        }
    }
    absent
}
