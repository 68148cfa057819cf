import java.util.List;
import register.ApiClient;
import register.api.PeopleApi;
import register.api.PoolMembershipsApi;
import register.model.CreatePerson;
import register.model.CreatePoolMembership;
import register.model.Pool;
import register.model.PoolMembershipStatus;
import register.model.TransitionPoolMembership;
import register.model.TransitionPoolMembershipSubmit;

/** Plays the Java client of OpenAPI Generator: a record read, an event, a list. */
public class Play {
    public static void main(String[] arguments) throws Exception {
        var client = new ApiClient();
        client.updateBaseUri(System.getenv("URL"));
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + System.getenv("TOKEN")));
        var people = new PeopleApi(client);
        var memberships = new PoolMembershipsApi(client);

        var person = people.createPerson(new CreatePerson().name("司马试验"), null, null);
        expect(people.readPerson(person.getId().toString(), null).getName().equals("司马试验"));
        var application = new CreatePoolMembership()
            .personId(person.getId()).pool(Pool.SPECIALIST).source("special_grade_teacher").evidence("证书");
        var membership = memberships.createPoolMembership(application, null, null);
        var submit = new TransitionPoolMembershipSubmit().event(TransitionPoolMembershipSubmit.EventEnum.SUBMIT);
        var moved = memberships.transitionPoolMembership(membership.getId(), new TransitionPoolMembership(submit), null, null);
        expect(moved.getStatus() == PoolMembershipStatus.SUBMITTED);
        var page = memberships.listPoolMemberships(
            null, null, null, null, List.of(person.getId()), null, null, null, null, null, null, null);
        expect(page.getItems().size() == 1 && page.getItems().get(0).getId().equals(membership.getId()));
    }

    private static void expect(boolean holds) {
        if (!holds) throw new AssertionError();
    }
}
