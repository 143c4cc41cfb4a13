using OpsBot.Core.Operations;
using OpsBot.Core.Replies;

namespace OpsBot.Core.Approvals;

/// <summary>Tells who has to know at every step: those who decide, and who asked.</summary>
static class ApprovalNews
{
    extension(Work work)
    {
        public async Task TellAsked(ApprovalCase one, CancellationToken cancel)
        {
            await work.TellDeciders(one, one.Request.Key, ApprovalCard.ForDeciders(one), cancel);
            await work.TellAsker(one, ApprovalCard.ForAsker(one), cancel);
        }

        /// <summary>A vote that does not end it.</summary>
        public async Task TellProgress(ApprovalCase one, CancellationToken cancel)
        {
            await work.Say(one.Request.Key, new To.WhereItStands(), ApprovalCard.ForDeciders(one), cancel);
            await work.TellAsker(one, ApprovalCard.ForAsker(one), cancel);
        }

        public async Task TellReminder(ApprovalCase one, CancellationToken cancel)
        {
            await work.TellDeciders(one, one.Request.ReminderKey, ApprovalCard.Reminder(one), cancel);
            await work.Say(one.Request.Key, new To.WhereItStands(), ApprovalCard.ForDeciders(one), cancel);
            await work.TellAsker(one, ApprovalCard.ForAsker(one), cancel);
        }

        /// <summary>
        /// Every copy says how it went and loses its buttons; who asked is told in the one message they have, which rings unless they
        /// know.
        /// </summary>
        public async Task TellEnded(ApprovalCase one, Reply? result, CancellationToken cancel)
        {
            // What the operation says to everybody stands where it was asked for; the message of long work does so by itself.
            var room = one.Request.RoomPlace is { } place ? new To.Place(place) : one.Request.Duty is null
                ? null : (To)new To.Channel(Purpose.Ops);
            if (result is { Audience: Audience.Room } && room is not null)
                await work.Say($"{one.Request.Key}:result", room, result.With(Byline.Ended(ApprovalCard.Whose(one), work.Now)), cancel);
            await work.TellHow(one, result, cancel);
        }

        async Task TellHow(ApprovalCase one, Reply? result, CancellationToken cancel)
        {
            var request = one.Request;
            foreach (var key in await work.List<string>("select key from approval_copies where approval_id = @Id order by key",
                new { request.Id }, cancel))
                await work.Say(key, new To.WhereItStands(), Ended(one, key) with { OnlyAsEdit = true }, cancel);
            if (request is { Ran: RunState.Running, Room: null }) return;
            var isTheirs = request.Ran == RunState.Running || request.EndedBy == request.AskedBy;
            await work.TellAsker(one, ApprovalCard.EndedForAsker(one, result) with { Anew = !isTheirs }, cancel);
        }

        /// <summary>
        /// The long work of this trail has ended: where it ran by approval or was done alone, every copy of the card says how.
        /// </summary>
        public async Task TellRan(Reply result, string? error, CancellationToken cancel)
        {
            var ran = await work.Find<ApprovalId?>(
                """
                update approvals
                set    ran = @Ran, ran_at = @Now, came_of_it = @CameOfIt, ending = coalesce(@Error, '')
                where  trail = @Trail and ran = 'running'
                returning id
                """, new { Ran = error is null ? RunState.Done : RunState.Failed, work.Now, CameOfIt = result.Heading, Error = error, work.Trail }, cancel);
            if (ran is { } id) await work.TellHow(await ApprovalCase.Load(work, id, cancel), result, cancel);
            else await work.TellReviewed(result, error, cancel);
        }

        /// <summary>Remembers a message that shows the card, so that it ends with it.</summary>
        public Task Copy(ApprovalId id, string key, CancellationToken cancel) => work.Execute(
            "insert into approval_copies (approval_id, key) values (@id, @key) on conflict do nothing", new { id, key }, cancel);

        Task TellAsker(ApprovalCase one, Reply reply, CancellationToken cancel) => one.Request.AskedBy is { } asker
            ? work.Say(one.Request.AskerKey, new To.Person(asker), reply, cancel) : Task.CompletedTask;

        // To the approvals channel, and directly to each decider who does not read one.
        async Task TellDeciders(ApprovalCase one, string key, Reply card, CancellationToken cancel)
        {
            await work.Copy(one.Request.Id, key, cancel);
            await work.Say(key, new To.Channel(Purpose.Approvals), card, cancel);
            // Nobody asked in a channel: it is read where the team reads.
            if (one.Request.Duty is not null) await work.Say(key, new To.Channel(Purpose.Ops), card, cancel);
            foreach (var person in one.Deciders.Where(person => !person.InChannel))
                await work.Say(key, new To.Person(person.Id), card, cancel);
        }
    }

    static Reply Ended(ApprovalCase one, string key) =>
        key == one.Request.Key ? ApprovalCard.Ended(one)
        : key == one.Request.ReminderKey ? ApprovalCard.ReminderEnded(one)
        : ApprovalCard.CopyEnded(one);
}
