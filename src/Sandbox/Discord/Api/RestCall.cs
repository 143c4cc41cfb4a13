using System.Globalization;
using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Discord;

/// <summary>One REST call: body, token, rate, and then the route itself.</summary>
/// <param name="world">The server.</param>
/// <param name="route">Null where there is no such address, or not with this verb.</param>
/// <param name="context">The request and its answer.</param>
sealed class RestCall(DiscordWorld world, IRoute? route, HttpContext context) : ICall
{
    readonly Dictionary<string, string> path =
        context.Request.RouteValues.ToDictionary(part => part.Key, part => part.Value?.ToString() ?? "");

    ReadBody.Result read = new(null, []);

    public string Route => route?.Name ?? $"{context.Request.Method} {context.Request.Path}";

    public string Bucket => Throttle.Bucket(Route, path);

    public bool IsBots => route is not { NeedsToken: false };

    public ApiReply Broken => Fault.Of(500, 0, "500: Internal Server Error").AsText();

    public ApiReply Lost => Fault.Of(502, 0, "502: Bad Gateway").AsText();

    public ApiReply? TurnedAway
    {
        get
        {
            if (Throttle.BannedUntil(world) is not { } until) return null;
            context.Response.Headers.RetryAfter = Math.Ceiling((until - world.Time.GetUtcNow()).TotalSeconds)
                .ToString(CultureInfo.InvariantCulture);
            return ApiReply.Of(StatusCodes.Status429TooManyRequests, "text/html", "error code: 1015");
        }
    }

    public async Task<JsonNode?> Read()
    {
        read = await ReadBody.From(context.Request);
        return read.Body;
    }

    public Task<ApiReply> Answer() => Task.FromResult(Run().AsText());

    public ApiReply TooMany(TimeSpan wait, LimitScope scope) => Throttle.Refuse(context.Response, wait, scope).AsText();

    public void Note(ApiReply reply, LimitScope? scope)
    {
        if (reply.Status is 401 or 403 or 429 && scope is not LimitScope.Shared) Throttle.NoteInvalid(world);
    }

    Reply Run()
    {
        if (Authorize.Refuse(world.App, route, context.Request) is { } refused) return refused;
        if (route is null) return Fault.NotFound;
        var call = new Call(path, context.Request.Query, read.Body, read.Files);
        return Throttle.Take(world, route, call, context.Response) ?? read.Fault ?? WrongPath(route, call) ?? route.Run(world, call);
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
}
