using Microsoft.AspNetCore.WebUtilities;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Web;
using OpsBot.Core.Values;

namespace OpsBot.Bot.Slack;

/// <summary>Slack's four addresses. Each takes whatever Slack sends: a wrong one in the app's settings does no harm.</summary>
static class SlackEndpoints
{
    public static void MapSlack(this IEndpointRouteBuilder app)
    {
        foreach (var path in new[] { "commands", "interactions", "options", "events" })
            app.MapPost($"/slack/{path}", Receive);
    }

    static async Task Receive(HttpContext http, SlackSignature signature, RequestBodies bodies, SlackIntake intake, Doorkeeping door)
    {
        if (!signature.IsSet)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var cancel = http.RequestAborted;
        string? timestamp = http.Request.Headers[SlackSignature.TimestampHeader];
        string? given = http.Request.Headers[SlackSignature.SignatureHeader];
        if (signature.Check(timestamp, given).Refusal() is { } unread)
        {
            await Answer(http, SlackAck.No(unread), door, cancel);
            return;
        }
        using var body = await bodies.Read(http, cancel);
        var refused = body.Refused ?? signature.Check(timestamp, given, body.Bytes).Refusal();
        var ack = refused is { } why ? SlackAck.No(why) : await Take(http.Request.ContentType ?? "", body, intake, cancel);
        await Answer(http, ack, door, cancel);
    }

    static async Task<SlackAck> Take(string contentType, RequestBody body, SlackIntake intake, CancellationToken cancel)
    {
        if (body.Text is not { } text) return SlackAck.No(Refused.NotText);
        if (contentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
            return RequestBody.Json(text) is { } happened ? await intake.Event(happened, cancel) : SlackAck.No(Refused.Malformed);
        var form = QueryHelpers.ParseQuery(text);
        if (form.TryGetValue("payload", out var payload))
            return RequestBody.Json(payload.ToString()) is { } interaction ? await intake.Interaction(interaction, cancel)
                : SlackAck.No(Refused.Malformed);
        return await intake.Command(name => form.TryGetValue(name, out var value) ? value.ToString() : null, cancel);
    }

    static async Task Answer(HttpContext http, SlackAck ack, Doorkeeping door, CancellationToken cancel)
    {
        http.Response.StatusCode = ack switch
        {
            { Refused: { } why } => door.Count(why),
            // A sentence only shows with a 200; without one, Slack shows its own or sends it again.
            { Lost: true, Body: null } => StatusCodes.Status503ServiceUnavailable,
            _ => StatusCodes.Status200OK,
        };
        if (ack.Body is not { } answer) return;
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(answer.ToJsonString(Json.Options), cancel);
    }
}
