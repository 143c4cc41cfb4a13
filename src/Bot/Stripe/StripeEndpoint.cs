using System.Text.Json;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Web;
using OpsBot.Core.Clients.Stripe;
using OpsBot.Core.Database;

namespace OpsBot.Bot.Stripe;

/// <summary>
/// Where Stripe reports what happened: checked by the raw bytes, written down once under the event's id, acknowledged, and looked at later.
/// Without a secret it is not there.
/// </summary>
static class StripeEndpoint
{
    const int LongestId = 200;

    public static void MapStripe(this IEndpointRouteBuilder app) => app.MapPost(StripeSignature.Path, Receive);

    static async Task Receive(HttpContext http, StripeSignature signature, RequestBodies bodies, Inbox inbox, Doorkeeping door)
    {
        if (!signature.IsSet)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var cancel = http.RequestAborted;
        string? given = http.Request.Headers[StripeSignature.Header];
        if (Refusal(signature.Check(given)) is { } unread)
        {
            http.Response.StatusCode = door.Count(unread);
            return;
        }
        using var body = await bodies.Read(http, cancel);
        http.Response.StatusCode = body.Refused is { } refused ? door.Count(refused)
            : body.Text is not { } text ? door.Count(Refused.NotText)
            : Refusal(signature.Check(given, text)) is { } forged ? door.Count(forged)
            : await Take(text, signature.IsLive, inbox, door, cancel);
    }

    static async Task<int> Take(string text, bool isLive, Inbox inbox, Doorkeeping door, CancellationToken cancel)
    {
        if (RequestBody.Json(text) is not { } report || report.Text("object") != "event" || report.Text("type") is null
            || report.Text("id") is not { Length: > 0 and <= LongestId } id
            || report.At("livemode") is not { ValueKind: JsonValueKind.True or JsonValueKind.False } live)
            return door.Count(Refused.Malformed);
        if (isLive != live.GetBoolean()) return door.Count(Refused.Foreign);
        // Anything but a 2xx, and it is sent again, for three days.
        return await inbox.Receive(new($"stripe:{id}", StripeSource.Platform, "event", text), cancel) is Received.NotRecorded
            ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
    }

    static Refused? Refusal(StripeSigned signed) => signed switch
    {
        StripeSigned.Valid => null,
        StripeSigned.Missing => Refused.Unsigned,
        StripeSigned.Stale => Refused.Stale,
        StripeSigned.Wrong => Refused.WrongSignature,
    };
}
