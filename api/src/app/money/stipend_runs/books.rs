//! Whether the register's books and those of finance agree about a run, and about which lines they do not.

use std::collections::HashSet;

use domain::{
    Error, Faults,
    kernel::{
        id::{StipendLineId, StipendRunId},
        policy::Action,
    },
    money::stipend::{
        books::{self, Theirs},
        line::PaymentOutcome,
    },
    roles,
};
use openapi::money::stipend_transfer::{
    BATCH_ITEMS_MAX, DIFFERENCES_MAX, StipendBatch, StipendDifference, StipendReconciliation, StipendSum,
};
use persistence::money::stipend_transfers::{self, Sum};
use uuid::Uuid;

use super::transfers::decided;
use crate::app::{Ctx, UseCase};

/// Compare a run with the books of finance.
pub struct CompareStipendBooks {
    /// Which run.
    pub id: StipendRunId,
    /// What their books say.
    pub batch: StipendBatch,
}

impl UseCase for CompareStipendBooks {
    const ACTION: Action = Action::read("read_stipend_reconciliation", roles![Approver, Finance, Auditor]);
    const SNAPSHOT: bool = true;
    type Output = StipendReconciliation;

    fn is_bulk(&self) -> bool {
        true
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<StipendReconciliation, Error> {
        let mut faults = Faults::new();
        let theirs = self.batch.parse(&mut faults);
        let theirs = faults.finish(Some(theirs))?;
        let run = decided(ctx, self.id)?;
        let sums = stipend_transfers::sums(ctx.db, run.id)?;
        let of = |wanted: Option<PaymentOutcome>| sums.iter().filter(|one| one.0 == wanted).map(|one| one.1).sum();
        let paid: Sum = of(Some(PaymentOutcome::Paid));
        let unreported = stipend_transfers::unreported(ctx.db, run.id)?;
        let without_result: Sum = of(None);
        let offset =
            Sum { lines: without_result.lines - unreported.lines, amount: without_result.amount - unreported.amount };
        let paid_difference = self.batch.paid.map(|their| StipendSum {
            line_count: their.line_count.saturating_sub(paid.lines),
            total_fen: their.total_fen.saturating_sub(paid.amount),
        });
        let (mut differences, cut) = self.differences(ctx, &theirs)?;
        let has_more_differences = cut || differences.len() > DIFFERENCES_MAX;
        differences.truncate(DIFFERENCES_MAX);
        let is_compared = paid_difference.is_some() || self.batch.complete || !theirs.is_empty();
        let sums_agree = paid_difference.is_none_or(|difference| difference == StipendSum::default());
        Ok(StipendReconciliation {
            run_id: Uuid::from(run.id),
            version: run.version,
            status: run.status.into(),
            payable: told(sums.iter().map(|one| one.1).sum()),
            paid: told(paid),
            failed: told(of(Some(PaymentOutcome::Failed))),
            returned: told(of(Some(PaymentOutcome::Returned))),
            unreported: told(unreported),
            offset: told(offset),
            compared: told(theirs.iter().map(|item| Sum { lines: 1, amount: item.amount }).sum()),
            paid_difference,
            agrees: is_compared.then_some(sums_agree && differences.is_empty()),
            differences,
            has_more_differences,
        })
    }
}

impl CompareStipendBooks {
    /// The differences, and whether the part has so many lines that some were not looked at.
    fn differences(&self, ctx: &mut Ctx<'_>, theirs: &[Theirs]) -> Result<(Vec<StipendDifference>, bool), Error> {
        let ids: Vec<StipendLineId> = theirs.iter().map(|item| item.line_id).collect();
        let mut ours = stipend_transfers::payable_of(ctx.db, self.id, &ids)?;
        let mut cut = false;
        if self.batch.complete {
            let most = BATCH_ITEMS_MAX + DIFFERENCES_MAX;
            let part = (self.batch.after.map(StipendLineId), self.batch.through.map(StipendLineId));
            let mut all = stipend_transfers::payable(ctx.db, self.id, part, most + 1)?;
            cut = all.len() > most;
            all.truncate(most);
            let known: HashSet<StipendLineId> = ours.iter().map(|line| line.line_id).collect();
            all.retain(|line| !known.contains(&line.line_id));
            ours.extend(all);
        }
        let all = books::compare(&ours, theirs, self.batch.complete);
        Ok((all.into_iter().map(StipendDifference::from).collect(), cut))
    }
}

fn told(sum: Sum) -> StipendSum {
    StipendSum { line_count: sum.lines, total_fen: sum.amount }
}
