using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>Answers one call of the Web API: trouble, arguments, token, scope, rate, and then the method itself.</summary>
static class ApiEndpoint
{
    internal static async Task Handle(SlackWorld world, string name, HttpContext context)
    {
        if (await world.Trouble.Absence.Handled(context)) return;
        var struck = world.Trouble.Spells.Strike(name);
        if (struck?.Kind is TroubleKind.Slow) await Task.Delay(struck.Delay, world.Time, context.RequestAborted);

        var method = SlackMethods.Find(name);
        var read = await ReadArguments.From(context.Request, method?.TakesJson ?? true);
        var reply = struck?.Kind switch
        {
            TroubleKind.RateLimited => TooMany(context, struck.Delay),
            TroubleKind.ServerError => null,
            _ => Answer(world, method, read, context),
        };
        if (struck?.Kind is TroubleKind.AnswerLost && (bool?)reply?["ok"] is true) reply = Reply.Error("fatal_error");
        if (reply is null) context.Response.StatusCode = StatusCodes.Status500InternalServerError;

        read.Given.Json.Remove("token");
        // Noted before it is sent: who has the answer finds the call in the journal.
        world.Journal.Note(new ApiCall(world.Time.GetUtcNow(), name, read.Given.Json, context.Response.StatusCode,
            (string?)reply?["error"]) { IsEarly = struck is { IsEarly: true } });
        if (reply is null)
        {
            await context.Response.WriteAsync("<!DOCTYPE html><title>Server Error | Slack</title>", context.RequestAborted);
        }
        else
        {
            await Write(world, context, reply);
        }
    }

    static JsonObject Answer(SlackWorld world, IApiMethod? method, ReadArguments.Result read, HttpContext context)
    {
        if (method is null) return Reply.Error("unknown_method");
        if (read.Error is not null) return Reply.Error(read.Error);
        var given = read.Given;
        if (Authorize.Refuse(world.App, method, context.Request, given) is { } refused) return refused;
        if (world.RateLimits.Take(method.Name, method.Limit) is { } wait) return TooMany(context, wait);
        if (method.LimitPerChannel is { } perChannel
            && world.RateLimits.Take($"{method.Name} {given.Text("channel")}", perChannel) is { } pause)
            return TooMany(context, pause);

        if (WrongWith(method, given) is { Length: > 0 } wrong) return Reply.Error(["invalid_arguments", .. wrong]);
        var reply = method.Run(world, given);
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

    static JsonObject TooMany(HttpContext context, TimeSpan wait)
    {
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Reply.Error("ratelimited");
    }

    static async Task Write(SlackWorld world, HttpContext context, JsonObject reply)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers["x-oauth-scopes"] = string.Join(',', world.App.Scopes);
        context.Response.Headers["x-slack-req-id"] = Ids.Hex(32);
        await context.Response.WriteAsync(reply.ToJsonString(), context.RequestAborted);
    }
}
