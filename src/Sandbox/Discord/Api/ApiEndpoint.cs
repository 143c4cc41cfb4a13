using System.Globalization;

namespace OpsBot.Sandbox.Discord;

/// <summary>Answers one REST call: trouble, body, token, rate, and then the route itself.</summary>
static class ApiEndpoint
{
    /// <summary><paramref name="route"/> is null where there is no such address, or not with this verb.</summary>
    internal static async Task Handle(DiscordWorld world, IRoute? route, HttpContext context)
    {
        if (await world.Trouble.Absence.Handled(context) || await Banned(world, context)) return;
        var name = route?.Name ?? $"{context.Request.Method} {context.Request.Path}";
        var path = context.Request.RouteValues.ToDictionary(part => part.Key, part => part.Value?.ToString() ?? "");
        var struck = world.Trouble.Spells.Strike(name, Throttle.Bucket(name, path), isBots: route is not { NeedsToken: false });
        if (struck?.Kind is TroubleKind.Slow) await Task.Delay(struck.Delay, world.Time, context.RequestAborted);

        var read = await ReadBody.From(context.Request);
        var reply = struck?.Kind switch
        {
            TroubleKind.ServerError => Fault.Of(500, 0, "500: Internal Server Error"),
            TroubleKind.RateLimited => Throttle.Refuse(context.Response, struck.Delay, struck.Scope),
            _ => Answer(world, route, new Call(path, context.Request.Query, read.Body, read.Files), read.Fault, context),
        };
        if (struck?.Kind is TroubleKind.AnswerLost && !reply.IsFault) reply = Fault.Of(502, 0, "502: Bad Gateway");
        if (reply.Status is 401 or 403 or 429 && struck?.Scope is not LimitScope.Shared) world.RateLimits.NoteInvalid();
        // Noted before it is sent: who has the answer finds the call in the journal.
        world.Journal.Note(new ApiCall(world.Time.GetUtcNow(), name, context.Request.Path, read.Body, reply.Status,
            reply.Code) { IsEarly = struck is { IsEarly: true } });
        await Write(context, reply);
    }

    static Reply Answer(DiscordWorld world, IRoute? route, Call call, Reply? unreadable, HttpContext context)
    {
        if (Authorize.Refuse(world.App, route, context.Request) is { } refused) return refused;
        if (route is null) return Fault.NotFound;
        return Throttle.Take(world, route, call, context.Response) ?? unreadable ?? WrongPath(route, call) ?? route.Run(world, call);
    }

    // An id that is no number is a mistake of the form, not an unknown thing.
    static Reply? WrongPath(IRoute route, Call call)
    {
        foreach (var (part, value) in call.Path)
        {
            if (part is not "token" && value is not "@original" && route.Template.Contains($"{{{part}}}", StringComparison.Ordinal)
                && !Ids.IsSnowflake(value))
                return Fault.Form($"{part}_id", "NUMBER_TYPE_COERCE", $"Value \"{value}\" is not snowflake.");
        }

        return null;
    }

    static async Task<bool> Banned(DiscordWorld world, HttpContext context)
    {
        if (world.RateLimits.BannedUntil is not { } until) return false;
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.ContentType = "text/html";
        context.Response.Headers.RetryAfter = Math.Ceiling((until - world.Time.GetUtcNow()).TotalSeconds)
            .ToString(CultureInfo.InvariantCulture);
        await context.Response.WriteAsync("error code: 1015", context.RequestAborted);
        return true;
    }

    static async Task Write(HttpContext context, Reply reply)
    {
        context.Response.StatusCode = reply.Status;
        if (reply.Body is null) return;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(reply.Body.ToJsonString(), context.RequestAborted);
    }
}
