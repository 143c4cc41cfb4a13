using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using OpsBot.Bot.Chat;
using OpsBot.Core.Database;
using OpsBot.Core.Operations;
using OpsBot.Core.Overview;

namespace OpsBot.Bot.Slack;

/// <summary>Slack as the inbox and the delivery know it.</summary>
sealed class SlackPlatform(
    ChannelPosts channels, LinkAnswers links, Dialogs dialogs, Homes homes, SlackSignature signature, IOptions<SlackOptions> options,
    TimeProvider time) : IChatPlatform
{
    const string Rehearsed =
        "command=%2Fops&text=hello&user_id=U0REHEARSAL&user_name=opsbot&channel_id=C0REHEARSAL&trigger_id=1.2.3"
        + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F1";

    public string Name => SlackPlace.Platform;

    public Request? Translate(InboxRow row) => SlackAsk.Read(row.Body)?.ToRequest(options.Value.TeamId, row.Id);

    // What has worn out moves on to a place that has not; only Slack knows when.
    public TimeSpan? Lasts(string place) => null;

    public bool IsOfOneRequest(string lane) => SlackPlace.Parse(lane) is SlackPlace.Link or SlackPlace.Dialog;

    public Task<Delivered> Deliver(Outgoing outgoing, CancellationToken cancel) => SlackPlace.Parse(outgoing.Place) switch
    {
        SlackPlace.Channel channel => channels.Deliver(outgoing, channel, cancel),
        SlackPlace.Person person => channels.Deliver(outgoing, person, cancel),
        SlackPlace.Link link => links.Deliver(outgoing, link, cancel),
        SlackPlace.Dialog dialog => dialogs.Deliver(outgoing, dialog, cancel),
        SlackPlace.Home home => homes.Deliver(outgoing, home, cancel),
        _ => Task.FromResult<Delivered>(new Delivered.Gone($"Slack has no place {outgoing.Place.Split(':')[0]}.")),
    };

    public void Rehearse()
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        _ = signature.Check(now, "v0=" + new string('0', 64), Encoding.ASCII.GetBytes(Rehearsed));
        var form = QueryHelpers.ParseQuery(Rehearsed);
        _ = SlackAsk.Read(PayloadReader.ByCommand(name => form[name].ToString())!.Write())!.ToRequest(options.Value.TeamId, Guid.Empty);
        _ = SlackReply.Render(new Greeted().Say(), Surface.Message);
    }
}
