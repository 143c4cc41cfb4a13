using System.Text.Json;
using OpsBot.Core.Clients.Hetzner;
using OpsBot.Core.Servers.Providers;

namespace OpsBot.Tests.Core.Clients.Hetzner;

public sealed class TellingFaults
{
    static readonly HetznerCall create = new(HttpMethod.Post, "servers", "create acme") { MakesServer = true };
    static readonly HetznerCall delete = new(HttpMethod.Delete, "servers/1", "delete acme");

    [Theory]
    [InlineData("unauthorized", 401, ProviderTrouble.Misconfigured, "OPSBOT_Hetzner__Token")]
    [InlineData("forbidden", 403, ProviderTrouble.Misconfigured, "may not do that")]
    [InlineData("token_readonly", 403, ProviderTrouble.Misconfigured, "read and write")]
    [InlineData("deprecated_api_endpoint", 410, ProviderTrouble.Misconfigured, "Update OpsBot")]
    [InlineData("rate_limit_exceeded", 429, ProviderTrouble.Passing, "no more calls for a moment")]
    [InlineData("conflict", 409, ProviderTrouble.Passing, "tried again")]
    [InlineData("maintenance", 503, ProviderTrouble.Passing, "trouble of its own")]
    [InlineData("unavailable", 503, ProviderTrouble.Passing, "trouble of its own")]
    [InlineData("service_error", 500, ProviderTrouble.Passing, "trouble of its own")]
    [InlineData("server_error", 500, ProviderTrouble.Passing, "trouble of its own")]
    [InlineData("timeout", 504, ProviderTrouble.Passing, "trouble of its own")]
    [InlineData("bad_gateway", 502, ProviderTrouble.Passing, "trouble of its own")]
    [InlineData("locked", 423, ProviderTrouble.Locked, "something else is being done")]
    [InlineData("resource_limit_exceeded", 403, ProviderTrouble.Quota, "higher limit")]
    [InlineData("resource_unavailable", 412, ProviderTrouble.Capacity, "no room")]
    [InlineData("placement_error", 422, ProviderTrouble.Capacity, "no room")]
    [InlineData("no_space_left_in_location", 422, ProviderTrouble.Capacity, "no room")]
    [InlineData("not_found", 404, ProviderTrouble.Gone, "not there")]
    [InlineData("uniqueness_error", 409, ProviderTrouble.Refused, "of that name")]
    [InlineData("protected", 423, ProviderTrouble.Refused, "protected")]
    [InlineData("resource_locked", 423, ProviderTrouble.Refused, "support")]
    [InlineData("server_not_stopped", 422, ProviderTrouble.Refused, "off first")]
    [InlineData("invalid_server_type", 422, ProviderTrouble.Refused, "cannot become")]
    [InlineData("invalid_input", 422, ProviderTrouble.Refused, "does not take it: Said")]
    [InlineData("json_error", 400, ProviderTrouble.Refused, "does not take it")]
    [InlineData("primary_ip_assigned", 422, ProviderTrouble.Refused, "in use at Hetzner (Said so)")]
    [InlineData("resource_in_use", 422, ProviderTrouble.Refused, "in use at Hetzner (Said so)")]
    [InlineData("firewall_already_applied", 422, ProviderTrouble.Refused, "the firewall stands before it already")]
    [InlineData("unsupported_error", 422, ProviderTrouble.Refused, "Hetzner says: Said so")]
    [InlineData("method_not_allowed", 405, ProviderTrouble.Refused, "Hetzner says: Said so")]
    [InlineData("something_new", 422, ProviderTrouble.Refused, "Hetzner says: Said so")]
    [InlineData("something_new", 500, ProviderTrouble.Passing, "Hetzner says: Said so")]
    public void Each_word_of_Hetzners_is_one_sort_of_trouble_and_a_sentence(string code, int status, ProviderTrouble trouble, string words)
    {
        var fault = HetznerFaults.Of(new(status, "", "f00d"), new(code, "Said so.", null), delete);
        Assert.Equal((trouble, code, "f00d"), (fault.Trouble, fault.Code, fault.Reference));
        Assert.StartsWith("Could not delete acme: ", fault.Sentence, StringComparison.Ordinal);
        Assert.Contains(words, fault.Sentence, StringComparison.Ordinal);
        Assert.EndsWith("(Hetzner's reference: f00d)", fault.Sentence, StringComparison.Ordinal);
        Assert.Equal(status >= 500, fault.MayHaveHappened);
    }

    [Theory]
    [InlineData("invalid_server_type", "does not fit or is deprecated")]
    [InlineData("invalid_input", "server type 104 is deprecated")]
    [InlineData("not_found", "server type cx22 not found")]
    public void A_type_that_is_not_sold_any_more_is_one_that_cannot_be_had(string code, string message)
    {
        var fault = HetznerFaults.Of(new(422, "", null), new(code, message, null), create);
        Assert.Equal(ProviderTrouble.Capacity, fault.Trouble);
        Assert.Contains(message, fault.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_with_which_field_is_told()
    {
        using var details = JsonDocument.Parse(
            """{"fields": [{"name": "user_data", "messages": ["Length must be between 0 and 32768."]}]}""");
        var fault = HetznerFaults.Of(new(422, "", null), new("invalid_input", "invalid input", details.RootElement), create);
        Assert.Contains("user_data: Length must be between 0 and 32768", fault.Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(502, true)]
    [InlineData(200, true)]
    [InlineData(404, false)]
    public void What_is_no_answer_may_have_been_carried_out(int status, bool unheard) =>
        Assert.Equal(unheard, HetznerFaults.Of(new(status, "<html>", null), null, create).MayHaveHappened);
}
