// What a caller does with the client of ogen: an account, keys, their pages, a problem.
package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"time"

	"generators/management"

	"github.com/ogen-go/ogen/ogenerrors"
)

type token struct{}

func (token) OperatorToken(context.Context, management.OperationName) (management.OperatorToken, error) {
	return management.OperatorToken{Token: os.Getenv("OPERATOR_TOKEN")}, nil
}

// A machine has no token of a person.
func (token) PersonToken(context.Context, management.OperationName) (management.PersonToken, error) {
	return management.PersonToken{}, ogenerrors.ErrSkipClientSecurity
}

func main() {
	ctx := context.Background()
	client, err := management.NewClient(os.Getenv("MANAGEMENT_URL"), token{})
	check(err == nil, err)

	scopes := []string{"read:orders"}
	asked := management.CreateAccount{Name: "Go ナイトリー"}
	asked.Grant = management.NewOptCreateAccountGrant(management.CreateAccountGrant{Scopes: scopes})
	answer, err := client.CreateAccount(ctx, &asked, management.CreateAccountParams{})
	made, ok := answer.(*management.CreateAccountCreatedHeaders)
	check(err == nil && ok, answer, err)
	account := made.Response.ID

	expiry := time.Date(2099, 1, 1, 0, 0, 0, 0, time.UTC)
	var issued []string
	var secret string
	for _, label := range []string{"first", "second", "third"} {
		key := management.IssueKey{Label: label, Scopes: scopes, ExpiresAt: management.NewOptDateTime(expiry)}
		answer, err := client.IssueKey(ctx, &key, management.IssueKeyParams{AccountId: account})
		made, ok := answer.(*management.IssueKeyCreatedHeaders)
		check(err == nil && ok, answer, err)
		check(made.Response.Key.Set && made.Response.ExpiresAt.Value.Equal(expiry), made)
		issued, secret = append(issued, made.Response.ID), made.Response.Key.Value
	}

	var listed []string
	query := management.ListKeysParams{AccountId: account, Limit: management.NewOptInt(2)}
	for {
		answer, err := client.ListKeys(ctx, query)
		page, ok := answer.(*management.KeyPageHeaders)
		check(err == nil && ok, answer, err)
		for _, key := range page.Response.Items {
			listed = append(listed, key.ID)
		}
		if query.Cursor = page.Response.NextCursor; !query.Cursor.Set {
			break
		}
	}
	slices.Sort(issued)
	slices.Sort(listed)
	check(slices.Equal(issued, listed), listed)

	rule := management.NewVerifyScope1VerifyScope(management.VerifyScope1{AnyOf: scopes})
	verified, err := client.VerifyCredential(ctx, &management.Verify{Credential: secret, Scope: management.NewOptVerifyScope(rule)})
	verdict, ok := verified.(*management.VerdictHeaders)
	check(err == nil && ok && verdict.Response.Valid, verified, err)
	check(verdict.Response.Principal.Value.AccountId == account, verdict)

	unknown := management.IssueKey{Label: "fourth", Scopes: []string{"no:such"}}
	refusal, err := client.IssueKey(ctx, &unknown, management.IssueKeyParams{AccountId: account})
	refused, ok := refusal.(*management.InvalidRequestHeaders)
	check(err == nil && ok, refusal, err)
	check(refused.Response.Errors[0].Pointer.Value == "/scopes/0", refused)

	fmt.Println("flow ok")
}

func check(holds bool, seen ...any) {
	if !holds {
		panic(fmt.Sprint(seen...))
	}
}
