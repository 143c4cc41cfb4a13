using System.Text.Json;
using OpsBot.Core.Servers.Providers;
using OpsBot.Core.Values;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace OpsBot.Core.Clients.Hetzner;

/// <summary>Every way a call can fail, as a sentence that says what failed, why, and what can be done.</summary>
static class HetznerFaults
{
    const string Settings = "https://console.hetzner.cloud, your project, Security, API tokens";

    // As much of what they say as fits into a sentence.
    const int Longest = 200;

    public static ProviderFault NotSetUp(HetznerCall call) => new(ProviderTrouble.Misconfigured,
        $"Could not {call.Doing}: Hetzner is not set up. Set OPSBOT_Hetzner__Token to a token that may read and write, from {Settings}.");

    public static ProviderFault TooMany(HetznerCall call, int most) => new(ProviderTrouble.Refused,
        $"Could not {call.Doing}: there are more than {most}, which is more than OpsBot reads. Move what is not its own to another project.");

    public static ProviderFault Of(Exception failure, HetznerCall call) => new(ProviderTrouble.Passing,
        $"Could not {call.Doing}: " + failure switch
        {
            BrokenCircuitException => "Hetzner failed several times in a row; it is asked again in a moment.",
            TimeoutRejectedException => "Hetzner did not answer in time.",
            _ => "Hetzner cannot be reached.",
        } + After(call, failure is not BrokenCircuitException))
    { MayHaveHappened = call.Changes && failure is not BrokenCircuitException };

    /// <summary>It answered, with an error of its own or with what cannot be read.</summary>
    public static ProviderFault Of(HetznerAnswer answer, Error? error, HetznerCall call)
    {
        var (trouble, why) = error is null ? Unreadable(answer) : Told(answer, error, call);
        var unheard = call.Changes && (answer.Status is < 300 or >= 500);
        return new(trouble, $"Could not {call.Doing}: {why}{After(call, unheard)}{Cited(answer)}")
        {
            Code = error?.Code, Reference = answer.Reference, MayHaveHappened = unheard,
            Wait = error?.Code == "rate_limit_exceeded" ? TimeSpan.FromSeconds(2) : null,
        };
    }

    /// <summary>What sort of trouble an action failed of; most only say that they did.</summary>
    public static ProviderTrouble Trouble(Error error) => Told(new(422, "", null), error, new(HttpMethod.Post, "", "")).Trouble;

    // https://docs.hetzner.cloud/reference/cloud#description/errors: the numbers beside the codes are not to be relied on.
    static (ProviderTrouble Trouble, string Why) Told(HetznerAnswer answer, Error error, HetznerCall call) => error.Code switch
    {
        "unauthorized" => (ProviderTrouble.Misconfigured,
            $"Hetzner does not know the token. Set OPSBOT_Hetzner__Token to one from {Settings}."),
        "forbidden" => (ProviderTrouble.Misconfigured, $"the token may not do that at Hetzner ({Says(error)}). Look at {Settings}."),
        "token_readonly" => (ProviderTrouble.Misconfigured,
            $"the token may only read. Set OPSBOT_Hetzner__Token to one that may read and write, from {Settings}."),
        "deprecated_api_endpoint" => (ProviderTrouble.Misconfigured,
            "Hetzner has taken that part of its API away. Update OpsBot."),
        "rate_limit_exceeded" => (ProviderTrouble.Passing, "Hetzner takes no more calls for a moment."),
        "conflict" => (ProviderTrouble.Passing, "it was changed at the same moment. It is tried again."),
        "maintenance" or "unavailable" or "service_error" or "server_error" or "timeout" or "bad_gateway" =>
            (ProviderTrouble.Passing, $"Hetzner has trouble of its own ({Says(error)})."),
        "locked" => (ProviderTrouble.Locked, "something else is being done to it at Hetzner."),
        "resource_limit_exceeded" => (ProviderTrouble.Quota,
            $"the account at Hetzner may not have more{Limits(error)}. Ask Hetzner for a higher limit, or delete what is not needed."),
        "resource_unavailable" or "placement_error" or "no_space_left_in_location" => (ProviderTrouble.Capacity,
            $"Hetzner has no room for it there now ({Says(error)})."),
        "invalid_server_type" when call.MakesServer => (ProviderTrouble.Capacity, NotSold(error)),
        _ when call.MakesServer && IsAboutType(error) => (ProviderTrouble.Capacity, NotSold(error)),
        "not_found" => (ProviderTrouble.Gone, "it is not there at Hetzner."),
        "uniqueness_error" => (ProviderTrouble.Refused, "there is one of that name at Hetzner."),
        "protected" => (ProviderTrouble.Refused, "it is protected at Hetzner against being deleted or rebuilt."),
        "resource_locked" => (ProviderTrouble.Refused, "Hetzner has locked it. Ask their support why."),
        "primary_ip_assigned" or "resource_in_use" or "volume_already_attached" => (ProviderTrouble.Refused,
            $"it is in use at Hetzner ({Says(error)})."),
        "firewall_already_applied" => (ProviderTrouble.Refused, "the firewall stands before it already."),
        "server_not_stopped" => (ProviderTrouble.Refused, "the server has to be off first."),
        "invalid_server_type" => (ProviderTrouble.Refused, $"the server cannot become that type ({Says(error)})."),
        "invalid_input" or "json_error" => (ProviderTrouble.Refused, $"Hetzner does not take it: {Fields(error)}."),
        _ => (answer.Status >= 500 ? ProviderTrouble.Passing : ProviderTrouble.Refused, $"Hetzner says: {Says(error)}."),
    };

    static (ProviderTrouble Trouble, string Why) Unreadable(HetznerAnswer answer) => answer.Status is < 300 or >= 500
        ? (ProviderTrouble.Passing, $"Hetzner answered with what is no answer (HTTP {answer.Status}).")
        : (ProviderTrouble.Refused, $"Hetzner answered HTTP {answer.Status}.");

    static string NotSold(Error error) => $"Hetzner does not sell that server type any more, or not there ({Says(error)}).";

    // Since 2026 a type that is gone is told of by its name or number alone, under a code that says as much of anything.
    static bool IsAboutType(Error error) => error.Code is "not_found" or "invalid_input"
        && error.Message?.Contains("server type", StringComparison.OrdinalIgnoreCase) == true;

    static string After(HetznerCall call, bool unheard) =>
        call.Changes && unheard ? " It may have happened all the same; it is looked up before it is tried again." : "";

    static string Cited(HetznerAnswer answer) =>
        answer.Reference is { } reference ? $" (Hetzner's reference: {reference.Cut(60)})" : "";

    static string Says(Error error) =>
        error.Message is { Length: > 0 } message ? message.TrimEnd('.').Cut(Longest) : error.Code.Cut(Longest);

    static string Fields(Error error) => Parts(error, "fields") is { Count: > 0 } fields
        ? string.Join(", ", fields.Select(field => $"{Text(field, "name")}: {Messages(field)}")).TrimEnd('.').Cut(Longest)
        : Says(error);

    static string Limits(Error error) => Parts(error, "limits") is { Count: > 0 } limits
        ? $" ({string.Join(", ", limits.Select(limit => Text(limit, "name"))).Cut(Longest)})" : "";

    static IReadOnlyList<JsonElement> Parts(Error error, string name) =>
        error.Details is { ValueKind: JsonValueKind.Object } details && details.TryGetProperty(name, out var parts)
            && parts.ValueKind == JsonValueKind.Array
            ? [.. parts.EnumerateArray().Where(part => part.ValueKind == JsonValueKind.Object)] : [];

    static string Text(JsonElement part, string name) =>
        part.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "?";

    static string Messages(JsonElement field) =>
        field.TryGetProperty("messages", out var all) && all.ValueKind == JsonValueKind.Array
            ? string.Join(", ",
                all.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()))
            : "?";
}
