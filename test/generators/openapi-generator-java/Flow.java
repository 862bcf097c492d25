import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.AccountsApi;
import org.openapitools.client.api.KeysApi;
import org.openapitools.client.api.VerifyApi;
import org.openapitools.client.model.CreateAccount;
import org.openapitools.client.model.CreateAccountGrant;
import org.openapitools.client.model.IssueKey;
import org.openapitools.client.model.KeyIssued;
import org.openapitools.client.model.Problem;
import org.openapitools.client.model.UpdateKey;
import org.openapitools.client.model.Verify;
import org.openapitools.client.model.VerifyScope;
import org.openapitools.client.model.VerifyScopeAnyOf;

/** What a caller does with the client of openapi-generator for Java: an account, keys, their pages, a problem. */
public class Flow {
  static final OffsetDateTime EXPIRY = OffsetDateTime.parse("2099-01-01T00:00:00Z");

  public static void main(String[] args) throws Exception {
    var client = new ApiClient();
    client.updateBaseUri(System.getenv("MANAGEMENT_URL"));
    client.setRequestInterceptor(
        request -> request.header("Authorization", "Bearer " + System.getenv("OPERATOR_TOKEN")));
    var keys = new KeysApi(client);

    var grant = new CreateAccountGrant().scopes(List.of("read:orders"));
    var account = new AccountsApi(client).createAccount(new CreateAccount().name("Java ナイトリー").grant(grant), null);

    var issued = new ArrayList<KeyIssued>();
    for (var label : List.of("first", "second", "third")) {
      var asked = new IssueKey().label(label).scopes(List.of("read:orders")).expiresAt(EXPIRY);
      issued.add(keys.issueKey(account.getId(), asked, null));
    }
    check(issued.get(0).getKey() != null && EXPIRY.isEqual(issued.get(0).getExpiresAt()), issued);

    var renamed = keys.updateKey(account.getId(), issued.get(0).getId(), new UpdateKey().label("renamed"), null);
    check(renamed.getScopes().equals(List.of("read:orders")), renamed);

    var listed = new ArrayList<String>();
    String cursor = null;
    do {
      var page = keys.listKeys(account.getId(), null, null, null, null, null, 2, cursor);
      page.getItems().forEach(key -> listed.add(key.getId()));
      cursor = page.getNextCursor();
    } while (cursor != null);
    check(listed.stream().sorted().toList().equals(issued.stream().map(KeyIssued::getId).sorted().toList()), listed);

    var rule = new VerifyScope(new VerifyScopeAnyOf().anyOf(Set.of("read:orders")));
    var verdict = new VerifyApi(client).verifyCredential(new Verify().credential(issued.get(0).getKey()).scope(rule));
    check(verdict.getValid() && Objects.equals(verdict.getPrincipal().getAccountId(), account.getId()), verdict);

    try {
      keys.issueKey(account.getId(), new IssueKey().label("fourth").scopes(List.of("no:such")), null);
      check(false, "an unknown scope was accepted");
    } catch (ApiException refused) {
      var problem = ApiClient.createDefaultObjectMapper().readValue(refused.getResponseBody(), Problem.class);
      check(problem.getStatus().getValue() == 400, problem);
      check("/scopes/0".equals(problem.getErrors().get(0).getPointer()), problem);
    }
    System.out.println("flow ok");
  }

  static void check(boolean holds, Object seen) {
    if (!holds) throw new AssertionError(seen);
  }
}
