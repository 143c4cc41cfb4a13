using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Intake;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Overview;

namespace OpsBot.Bot.Slack;

/// <summary>What people ask in Slack, as the inbox knows it.</summary>
sealed class SlackSource(
    ChatRequests requests, SlackSignature signature, IOptions<SlackOptions> options, TimeProvider time) : IInboxSource
{
    const string Rehearsed =
        "command=%2Fops&text=hello&user_id=U0REHEARSAL&user_name=opsbot&channel_id=C0REHEARSAL&trigger_id=1.2.3"
        + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F1";

    public string Name => SlackPlace.Platform;

    public Lane LaneOf(InboxRow row) => requests.LaneOf(RequestIn(row));

    public Task Handle(InboxRow row, CancellationToken cancel) => requests.Handle(row, RequestIn(row), cancel);

    public Request? RequestIn(InboxRow row) => SlackAsk.Read(row.Body)?.ToRequest(options.Value.TeamId, row.Id);

    public void Rehearse()
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        _ = signature.Check(now, "v0=" + new string('0', 64), Encoding.ASCII.GetBytes(Rehearsed));
        var form = QueryHelpers.ParseQuery(Rehearsed);
        _ = SlackAsk.Read(PayloadReader.ByCommand(name => form[name].ToString())!.Write())!.ToRequest(options.Value.TeamId, Guid.Empty);
        _ = SlackReply.Render(new Greeted().Say(), Surface.Message);
    }
}
