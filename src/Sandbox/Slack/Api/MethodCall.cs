using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>One call of the Web API: arguments, token, scope, rate, and then the method itself.</summary>
sealed class MethodCall(SlackWorld world, string name, HttpContext context) : ICall
{
    readonly IApiMethod? method = SlackMethods.Find(name);
    ReadArguments.Result read = ReadArguments.Nothing;

    public string Route => name;

    public ApiReply Broken => ApiReply.Of(
        StatusCodes.Status500InternalServerError, type: null, "<!DOCTYPE html><title>Server Error | Slack</title>");

    public ApiReply Lost => Say(Reply.Error("fatal_error"));

    public async Task<JsonNode?> Read()
    {
        read = await ReadArguments.From(context.Request, method?.TakesJson ?? true);
        return read.Given.Json;
    }

    public ApiReply TooMany(TimeSpan wait, LimitScope scope)
    {
        context.Response.Headers.RetryAfter = RetryAfter(wait);
        return Say(Reply.Error("ratelimited"), StatusCodes.Status429TooManyRequests);
    }

    public Task<ApiReply> Answer() => Task.FromResult(Limit() ?? Say(Run()));

    // A journal is read by more people than a token is for.
    public void Note(ApiReply reply, LimitScope? scope) => read.Given.Json.Remove("token");

    internal static string RetryAfter(TimeSpan wait) =>
        Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    JsonObject? Refuse() => method is null ? Reply.Error("unknown_method")
        : read.Error is { } unreadable ? Reply.Error(unreadable)
        : Authorize.Refuse(world.App, method, context.Request, read.Given);

    /// <summary>Null when the call may pass. Who may not call at all uses up nothing.</summary>
    ApiReply? Limit()
    {
        if (Refuse() is { } refused) return Say(refused);
        if (world.RateLimits.Take(name, method!.Limit).Wait is { } wait) return TooMany(wait, LimitScope.User);
        return method.LimitPerChannel is { } perChannel
            && world.RateLimits.Take($"{name} {read.Given.Text("channel")}", perChannel).Wait is { } pause
            ? TooMany(pause, LimitScope.User) : null;
    }

    JsonObject Run()
    {
        if (WrongWith(method!, read.Given) is { Length: > 0 } wrong) return Reply.Error(["invalid_arguments", .. wrong]);
        var reply = method!.Run(world, read.Given);
        if (read.Warning is not null)
        {
            reply["warning"] = read.Warning;
            if (reply["response_metadata"] is not JsonObject metadata) reply["response_metadata"] = metadata = [];
            metadata["warnings"] = new JsonArray(read.Warning);
        }

        return reply;
    }

    static string[] WrongWith(IApiMethod method, Arguments given) =>
    [
        .. from field in method.Required
           let sentence = !given.Has(field) ? $"missing required field: {field}"
               : given.Text(field) is null && field is not ("view" or "files") ? $"must provide a string [json-pointer:/{field}]"
               : null
           where sentence is not null
           select $"[ERROR] {sentence}"
    ];

    ApiReply Say(JsonObject reply, int status = StatusCodes.Status200OK)
    {
        context.Response.Headers["x-oauth-scopes"] = string.Join(',', world.App.Scopes);
        context.Response.Headers["x-slack-req-id"] = Ids.Hex(32);
        return Reply.AsText(reply, status);
    }
}
