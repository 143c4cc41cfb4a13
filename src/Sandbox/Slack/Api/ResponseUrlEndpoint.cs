using System.Text.Json.Nodes;

namespace OpsBot.Sandbox.Slack;

/// <summary>Takes what the app posts to a response_url.</summary>
static class ResponseUrlEndpoint
{
    const string Name = "response_url";

    internal static async Task Handle(SlackWorld world, string path, HttpContext context)
    {
        if (await world.Trouble.Absence.Handled(context)) return;
        var struck = world.Trouble.Spells.Strike(Name);
        if (struck?.Kind is TroubleKind.Slow) await Task.Delay(struck.Delay, world.Time, context.RequestAborted);
        var read = await ReadArguments.From(context.Request, takesJson: true);
        var (status, error, reasons) = struck?.Kind switch
        {
            TroubleKind.RateLimited => (429, "ratelimited", []),
            TroubleKind.ServerError => (500, "fatal_error", []),
            _ => Post(world, path, read),
        };
        if (struck?.Kind is TroubleKind.AnswerLost && error is null) (status, error) = (500, "fatal_error");
        if (status == 429)
            context.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(struck!.Delay.TotalSeconds))
                .ToString(System.Globalization.CultureInfo.InvariantCulture);
        // Noted before it is sent: who has the answer finds the call in the journal.
        world.Journal.Note(
            new ApiCall(world.Time.GetUtcNow(), Name, read.Given.Json, status, error) { IsEarly = struck is { IsEarly: true } });
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync((error is null ? Reply.Ok() : Reply.Error(reasons is [] ? [error] : reasons)).ToJsonString(),
            context.RequestAborted);
    }

    static (int Status, string? Error, IReadOnlyList<string> Reasons) Post(SlackWorld world, string path, ReadArguments.Result read)
    {
        if (read.Error is not null) return (400, "invalid_payload", []);
        if (world.ResponseUrls.Use(path, out var url) is { } refused) return (404, refused, []);
        // The old way: a form with everything in one field.
        var said = read.Given["payload"] is JsonValue ? read.Given.Structure("payload") as JsonObject ?? [] : read.Given.Json;
        return AppResponse.Post(world, said, url!) is { } reasons ? (400, reasons[0], reasons) : (200, null, []);
    }
}
