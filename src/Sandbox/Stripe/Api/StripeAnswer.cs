using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Stripe.Api;

/// <summary>What the pretend Stripe answers; its own code where it is an error.</summary>
sealed record StripeAnswer(int Status, string Body, string? Code = null)
{
    /// <summary>Found wrong before anything was begun: its key is free still.</summary>
    internal bool IsBeforeTheStart { get; init; }

    internal static StripeAnswer Ok(JsonNode thing) => new(200, thing.ToJsonString());

    internal static StripeAnswer Error(int status, string type, string? code, string message, JsonObject? more = null)
    {
        var error = new JsonObject { ["type"] = type, ["message"] = message };
        if (code is not null) error["code"] = code;
        foreach (var (name, value) in more ?? []) error[name] = value?.DeepClone();
        return new(status, new JsonObject { ["error"] = error }.ToJsonString(), code ?? type);
    }

    internal static StripeAnswer Invalid(string code, string message, string? param = null) =>
        Error(400, "invalid_request_error", code, message, param is null ? null : new() { ["param"] = param });

    internal static StripeAnswer Missing(string param) =>
        Invalid("parameter_missing", $"Missing required param: {param}.", param) with { IsBeforeTheStart = true };

    internal static StripeAnswer Unknown(string param) =>
        Invalid("parameter_unknown", $"Received unknown parameter: {param}", param) with { IsBeforeTheStart = true };

    internal static StripeAnswer NoSuch(string kind, string? id) =>
        Error(404, "invalid_request_error", "resource_missing", $"No such {kind}: '{id}'", new() { ["param"] = "id" });

    internal static StripeAnswer NoSuchUrl(string method, string path) =>
        Error(404, "invalid_request_error", null, $"Unrecognized request URL ({method}: {path}).");

    internal static StripeAnswer Broken { get; } = Error(500, "api_error", null, "An unknown error occurred");
}
