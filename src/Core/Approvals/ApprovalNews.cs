using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Core.Values;

namespace OpsBot.Core.Approvals;

/// <summary>Tells who has to know at every step: those who decide, and who asked.</summary>
static class ApprovalNews
{
    extension(Work work)
    {
        public async Task TellAsked(Case one, CancellationToken cancel)
        {
            await work.TellDeciders(one, one.Request.Key, ApprovalCard.ForDeciders(one), cancel);
            await work.TellAsker(one, cancel);
        }

        /// <summary>A vote that does not end it.</summary>
        public async Task TellProgress(Case one, CancellationToken cancel)
        {
            await work.Say(one.Request.Key, new To.WhereItStands(), ApprovalCard.ForDeciders(one), cancel);
            await work.TellAsker(one, cancel);
        }

        public async Task TellReminder(Case one, string which, CancellationToken cancel)
        {
            await work.TellDeciders(one, $"{one.Request.Key}:{which}", ApprovalCard.Reminder(one, work.Now), cancel);
            await work.Say(one.Request.Key, new To.WhereItStands(), ApprovalCard.ForDeciders(one), cancel);
            await work.TellAsker(one, cancel);
        }

        /// <summary>Every copy loses its buttons; who asked gets a message of its own, because an edit rings no bell.</summary>
        public async Task TellEnded(Case one, Reply? result, CancellationToken cancel)
        {
            var ended = ApprovalCard.Ended(one) with { OnlyAsEdit = true };
            foreach (var key in await work.List<string>("select key from approval_copies where approval_id = @Id order by key", new { one.Request.Id }, cancel))
                await work.Say(key, new To.WhereItStands(), ended, cancel);
            // What the operation says to everybody stands where it was asked for.
            if (result is { Audience: Audience.Room } && one.Request.Room is { } room)
                await work.Say($"{one.Request.Key}:result", new To.Place(Json.Read<Address>(room)), result, cancel);
            var (tone, word, sentence) = one.Outcome;
            await work.Say($"{one.Request.Key}:ended", new To.Person(one.Request.AskedBy), new Reply($"{word} #{one.Request.Number}: {one.Request.Effect}")
            {
                Tone = tone,
                Parts = [new Paragraph(sentence), .. result?.Parts ?? []],
                Buttons = result?.Buttons ?? (one.Request.State != ApprovalState.Approved && one.Request.Line.Length <= 1500 ? [new Button("Ask again", one.Request.Line)] : []),
            }, cancel);
        }

        /// <summary>Remembers a message that shows the card, so that it ends with it.</summary>
        public Task Copy(ApprovalId id, string key, CancellationToken cancel) => work.Execute(
            "insert into approval_copies (approval_id, key) values (@id, @key) on conflict do nothing", new { id, key }, cancel);

        async Task TellAsker(Case one, CancellationToken cancel)
        {
            var key = $"{one.Request.Key}:asker";
            await work.Copy(one.Request.Id, key, cancel);
            await work.Say(key, new To.Person(one.Request.AskedBy), ApprovalCard.ForAsker(one), cancel);
        }

        // To the approvals channel, and directly to each decider who does not read one.
        async Task TellDeciders(Case one, string key, Reply card, CancellationToken cancel)
        {
            await work.Copy(one.Request.Id, key, cancel);
            await work.Say(key, new To.Channel(Purpose.Approvals), card, cancel);
            foreach (var person in one.Deciders.Where(person => !person.InChannel))
                await work.Say(key, new To.Person(person.Id), card, cancel);
        }
    }
}
