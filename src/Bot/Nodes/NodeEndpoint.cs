using System.Globalization;
using System.Text.Json;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Web;
using OpsBot.Core.Database;
using OpsBot.Core.Servers.Nodes;

namespace OpsBot.Bot.Nodes;

/// <summary>Where nodes push their numbers: docs/node.md.</summary>
sealed class NodeEndpoint(NodeReports reports, RequestBodies bodies, Inbox inbox, Doorkeeping door, TimeProvider time) : IDisposable
{
    const string SecretHeader = "X-Instance-Secret";

    const int LargestBody = 4 * 1024, LongestName = 100, LongestSecret = 256;

    // Whoever floods this door has so many of the database's connections at most, and the chats have the others.
    readonly SemaphoreSlim places = new(4);

    public async Task<IResult> Receive(HttpContext http)
    {
        var cancel = http.RequestAborted;
        // Read before anything else is: who has no secret to show need not be listened to.
        if (http.Request.Headers[SecretHeader] is not [{ Length: > 0 and <= LongestSecret } secret]) return Stranger();
        if (http.Request.ContentLength > LargestBody) return Refuse(Refused.TooLarge);
        using var body = await bodies.Read(http, cancel);
        if (body.Refused is { } unread) return Refuse(unread);
        if (body.Bytes.Length > LargestBody) return Refuse(Refused.TooLarge);
        if (body.Text is not { } text || RequestBody.Json(text) is not { } json || NameIn(json) is not { } name) return Stranger();
        if (!places.Wait(0, CancellationToken.None)) return Refuse(Refused.NoRoom);
        try
        {
            return await reports.Admit(name, secret, cancel) is { } reporter ? await Take(reporter, json, http, cancel) : Stranger();
        }
        finally
        {
            places.Release();
        }
    }

    static string? NameIn(JsonElement body) =>
        body.TryGetProperty("server", out var named) && named.ValueKind == JsonValueKind.String
            && named.GetString() is { Length: > 0 and <= LongestName } name ? name : null;

    async Task<IResult> Take(Reporter reporter, JsonElement body, HttpContext http, CancellationToken cancel)
    {
        if (reporter.Wait is { } wait) return Later(http, wait);
        if (NodeNumbers.Read(body).Failed(out var numbers, out var refusal))
            return Results.Json(new { error = refusal.Sentence }, statusCode: StatusCodes.Status422UnprocessableEntity);
        // Two that come at a time are one: the second finds the row of the first.
        var slot = time.GetUtcNow().Ticks / NodeReports.Apart.Ticks;
        var received = await inbox.Receive(new(
            string.Create(CultureInfo.InvariantCulture, $"nodes:{reporter.Server.Value:n}:{slot}"), NodeSource.Platform, "metrics",
            JsonSerializer.Serialize(new NodeReport(reporter.Server.Value, numbers))), cancel);
        return received switch
        {
            Received.Recorded => Results.Accepted(),
            Received.Known => Later(http, NodeReports.Apart),
            Received.NotRecorded => Results.StatusCode(StatusCodes.Status503ServiceUnavailable),
        };
    }

    static IResult Later(HttpContext http, TimeSpan wait)
    {
        http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Results.StatusCode(StatusCodes.Status429TooManyRequests);
    }

    // The same for whoever it is not, whatever is wrong.
    IResult Stranger() => Refuse(Refused.Unsigned);

    IResult Refuse(Refused why) => Results.StatusCode(door.Count(why));

    public void Dispose() => places.Dispose();
}
