using OpsBot.Core.Access;
using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Alerts;

/// <summary>What the commands on an alert say alike.</summary>
static class AlertWords
{
    extension(Alert alert)
    {
        public WayOn Show => new("Show", $"/alert show {alert.Number}");

        /// <summary>It came to its end before whoever clicks got to it.</summary>
        public Refusal IsOver => new($"It ended at {new At(alert.ResolvedAt!.Value).Text}. {alert.Resolution}")
        {
            Heading = $"#{alert.Number} is over already", WaysOn = [alert.Show],
        };

        /// <summary>It is otherwise than a moment ago, and again otherwise by now.</summary>
        public Refusal Changed => new($"#{alert.Number} changed at this very moment, so nothing was done.") { WaysOn = [alert.Show] };
    }

    extension(Work work)
    {
        /// <summary>Whose doing it is, for a line that everybody reads.</summary>
        public string AskerName => work.AskerId is null ? "OpsBot" : work.Operator.Name;

        public async Task<string> NameOf(OperatorId person, CancellationToken cancel) =>
            (await Who.Was(work.Db, person, cancel))?.Name ?? "somebody";

        /// <summary>Rings for that person, wherever they are linked.</summary>
        public async Task<Someone> Mention(OperatorId person, CancellationToken cancel)
        {
            var accounts = await work.List<ChatAccount>(
                "select platform, account_id as id from chat_accounts where operator_id = @person order by platform", new { person }, cancel);
            return new(await work.NameOf(person, cancel), accounts);
        }
    }
}
