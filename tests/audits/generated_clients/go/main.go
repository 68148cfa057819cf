// Plays the Go client of OpenAPI Generator: a record read, an event, a list.
package main

import (
	"context"
	"log"
	"os"

	register "github.com/duxue/register"
)

func main() {
	settings := register.NewConfiguration()
	settings.Servers = register.ServerConfigurations{{URL: os.Getenv("URL")}}
	settings.AddDefaultHeader("Authorization", "Bearer "+os.Getenv("TOKEN"))
	client := register.NewAPIClient(settings)
	ctx := context.Background()

	person, _, err := client.PeopleAPI.CreatePerson(ctx).CreatePerson(*register.NewCreatePerson("司马试验")).Execute()
	check(err)
	read, _, err := client.PeopleAPI.ReadPerson(ctx, person.Id).Execute()
	check(err)
	expect(read.Name == "司马试验")
	application := register.NewCreatePoolMembership(person.Id, register.POOL_SPECIALIST)
	application.SetSource("special_grade_teacher")
	application.SetEvidence("证书")
	membership, _, err := client.PoolMembershipsAPI.CreatePoolMembership(ctx).CreatePoolMembership(*application).Execute()
	check(err)
	submit := register.NewTransitionPoolMembershipSubmit("submit")
	event := register.TransitionPoolMembershipSubmitAsTransitionPoolMembership(submit)
	moved, _, err := client.PoolMembershipsAPI.TransitionPoolMembership(ctx, membership.Id).TransitionPoolMembership(event).Execute()
	check(err)
	expect(moved.Status == "submitted")
	page, _, err := client.PoolMembershipsAPI.ListPoolMemberships(ctx).PersonId([]string{person.Id}).Execute()
	check(err)
	expect(len(page.Items) == 1 && page.Items[0].Id == membership.Id)
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func expect(holds bool) {
	if !holds {
		log.Fatal("the answer is another than expected")
	}
}
