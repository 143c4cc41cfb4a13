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

    static async Task Receive(HttpContext http, SlackSignature signature, SlackIntake intake, Doorkeeping door)
    {
        var cancel = http.RequestAborted;
        using var body = await RequestBody.Read(http, cancel);
        var ack = body.IsTooLarge ? SlackAck.No(Refused.TooLarge)
            : signature.Check(http.Request.Headers[SlackSignature.TimestampHeader], http.Request.Headers[SlackSignature.SignatureHeader], body.Bytes) switch
            {
                SignatureCheck.Valid => await Take(http.Request.ContentType ?? "", body, intake, cancel),
                SignatureCheck.Missing => SlackAck.No(Refused.Unsigned),
                SignatureCheck.Stale => SlackAck.No(Refused.Stale),
                SignatureCheck.Wrong => SlackAck.No(Refused.WrongSignature),
            };
        await Answer(http, ack, door, cancel);
    }

    static async Task<SlackAck> Take(string contentType, RequestBody body, SlackIntake intake, CancellationToken cancel)
    {
        if (body.Text is not { } text) return SlackAck.No(Refused.NotText);
        if (contentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
            return RequestBody.Json(text) is { } happened ? await intake.Event(happened, cancel) : SlackAck.No(Refused.Malformed);
        var form = QueryHelpers.ParseQuery(text);
        if (form.TryGetValue("payload", out var payload))
            return RequestBody.Json(payload.ToString()) is { } interaction ? await intake.Interaction(interaction, cancel) : SlackAck.No(Refused.Malformed);
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
