//! Public notices: the one list that needs no token.

use domain::{Error, kernel::policy::Action, roles};
use openapi::{kernel::query::PublicNoticesQuery, pools::public_notice::PublicNotice};
use persistence::{
    performance::promotions,
    pools::pool_memberships::{self, MembershipFilter},
    qualification::certifications,
    service::appointments,
};

use crate::app::{
    Ctx, UseCase,
    kernel::list::{ListRequest, Listed},
};

impl UseCase for ListRequest<PublicNoticesQuery> {
    const ACTION: Action = Action::read(
        "list_public_notices",
        roles![Registrar, Approver, Hr, Finance, Partner, Auditor, Administrator, Public],
    );
    type Output = Listed<PublicNotice>;

    fn is_bulk(&self) -> bool {
        self.is_large()
    }

    fn run(&self, ctx: &mut Ctx<'_>) -> Result<Self::Output, Error> {
        let PublicNoticesQuery { area, pool } = self.query.parse()?;
        let filter = MembershipFilter { area, pool, ..MembershipFilter::default() };
        self.order()?;
        let (request, today) = (self.page(ctx)?, ctx.today());
        let unclocked = || Error::internal("a notice whose clock does not run");
        let nominated = pool_memberships::in_notice(ctx.db, ctx.vault, ctx.reach, &filter, today, &request)?;
        let nominated =
            nominated.try_map(|(one, person)| PublicNotice::of_membership(&one, &person).ok_or_else(unclocked))?;
        // Who asks for pools asks for nominations only.
        if !filter.pool.is_empty() {
            return Ok(self.answer(ctx, nominated));
        }
        let candidates = certifications::in_notice(ctx.db, ctx.vault, ctx.reach, &filter.area, today, &request)?;
        let candidates =
            candidates.try_map(|(one, person)| PublicNotice::of_certification(&one, &person).ok_or_else(unclocked))?;
        let inspectors = appointments::in_notice(ctx.db, ctx.vault, ctx.reach, &filter.area, today, &request)?;
        let inspectors =
            inspectors.try_map(|(one, person)| PublicNotice::of_appointment(&one, &person).ok_or_else(unclocked))?;
        let promoted = promotions::in_notice(ctx.db, ctx.vault, ctx.reach, &filter.area, today, &request)?;
        let promoted =
            promoted.try_map(|(one, person)| PublicNotice::of_promotion(&one, &person).ok_or_else(unclocked))?;
        let proposed = [candidates, inspectors, promoted].into_iter();
        Ok(self.answer(ctx, proposed.fold(nominated, |all, more| all.merged(more, request.size))))
    }
}
