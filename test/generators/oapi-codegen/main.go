// What a caller does with the client of oapi-codegen: an account, keys, their pages, a problem.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"time"

	"generators/management"
)

func main() {
	ctx := context.Background()
	withToken := management.WithRequestEditorFn(func(_ context.Context, request *http.Request) error {
		request.Header.Set("Authorization", "Bearer "+os.Getenv("OPERATOR_TOKEN"))
		return nil
	})
	client, err := management.NewClientWithResponses(os.Getenv("MANAGEMENT_URL"), withToken)
	check(err == nil, err)

	scopes := []string{"read:orders"}
	asked := management.CreateAccount{Name: "Go ナイトリー"}
	asked.Grant = &struct {
		DefaultKeyLifetimeDays *int      `json:"defaultKeyLifetimeDays,omitempty"`
		InactivityDays         *int      `json:"inactivityDays,omitempty"`
		MaxActiveKeys          *int      `json:"maxActiveKeys,omitempty"`
		MaxKeyLifetimeDays     *int      `json:"maxKeyLifetimeDays,omitempty"`
		Networks               *[]string `json:"networks,omitempty"`
		Plan                   *string   `json:"plan,omitempty"`
		Scopes                 *[]string `json:"scopes,omitempty"`
	}{Scopes: &scopes}
	made, err := client.CreateAccountWithResponse(ctx, nil, asked)
	check(err == nil && made.JSON201 != nil, made, err)
	account := made.JSON201.Id

	expiry := time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)
	var issued []string
	var secret string
	for _, label := range []string{"first", "second", "third"} {
		key := management.IssueKey{Label: label, Scopes: scopes, ExpiresAt: &expiry}
		answer, err := client.IssueKeyWithResponse(ctx, account, nil, key)
		check(err == nil && answer.JSON201 != nil && answer.JSON201.Key != nil, answer, err)
		check(answer.JSON201.ExpiresAt.Equal(expiry), answer.JSON201)
		issued, secret = append(issued, answer.JSON201.Id), *answer.JSON201.Key
	}

	limit := 2
	var listed []string
	query := management.ListKeysParams{Limit: &limit}
	for {
		page, err := client.ListKeysWithResponse(ctx, account, &query)
		check(err == nil && page.JSON200 != nil, page, err)
		for _, key := range page.JSON200.Items {
			listed = append(listed, key.Id)
		}
		if query.Cursor = page.JSON200.NextCursor; query.Cursor == nil {
			break
		}
	}
	slices.Sort(issued)
	slices.Sort(listed)
	check(slices.Equal(issued, listed), listed)

	var rule management.Verify_Scope
	check(rule.FromVerifyScope1(management.VerifyScope1{AnyOf: &scopes}) == nil)
	verdict, err := client.VerifyCredentialWithResponse(ctx, management.Verify{Credential: secret, Scope: &rule})
	check(err == nil && verdict.JSON200 != nil && verdict.JSON200.Valid, verdict, err)
	check(verdict.JSON200.Principal.AccountId == account, verdict.JSON200)

	unknown := management.IssueKey{Label: "fourth", Scopes: []string{"no:such"}}
	refused, err := client.IssueKeyWithResponse(ctx, account, nil, unknown)
	check(err == nil && refused.ApplicationproblemJSON400 != nil, refused, err)
	check(*(*refused.ApplicationproblemJSON400.Errors)[0].Pointer == "/scopes/0", refused)

	fmt.Println("flow ok")
}

func check(holds bool, seen ...any) {
	if !holds {
		panic(fmt.Sprint(seen...))
	}
}
