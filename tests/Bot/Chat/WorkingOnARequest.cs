using OpsBot.Core.Operations;
using OpsBot.Core.Replies;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Chat;

public sealed class WorkingOnARequest(Postgres postgres) : Handling(postgres)
{
    [Fact]
    public async Task Something_slow_shows_that_it_is_being_worked_on_and_then_its_answer_in_the_same_place()
    {
        var holds = new TaskCompletionSource();
        Run = async (request, cancel) =>
        {
            await holds.Task.WaitAsync(cancel);
            await Source.Say(Messages.AnswerKey(request.Receipt!.Value), new To.Place(request.Answer!), new Reply("Here it is"));
            return await Handle(request, cancel) with { Reply = new Reply("Here it is") };
        };
        var inbox = await Bot();
        await Ask(inbox, "slow");
        await Eventually.Equal("Working on it…", () => Of<string>("select content::jsonb ->> 'heading' from messages"));
        holds.SetResult();
        await Eventually.Equal(0, Waiting);
        Assert.Equal("Here it is", await Of<string>("select content::jsonb ->> 'heading' from messages"));
        Assert.Equal(1, await Of<long>("select count(*) from deliveries"));
    }

    [Fact]
    public async Task Something_quick_says_nothing_before_its_answer()
    {
        // Quick is what takes no time, however long that takes here.
        var inbox = await Bot(clock: new Clock());
        await Ask(inbox, "quick");
        await Eventually.Equal(0, Waiting);
        Assert.Equal(0, await Of<long>("select count(*) from messages"));
    }

    [Fact]
    public async Task The_note_does_not_stand_for_ever_where_the_outcome_is_no_reply()
    {
        var holds = new TaskCompletionSource();
        Run = async (request, cancel) =>
        {
            await holds.Task.WaitAsync(cancel);
            return await Handle(request, cancel) with { Kind = OutcomeKind.Done, Reply = null };
        };
        var inbox = await Bot();
        await Ask(inbox, "job");
        await Eventually.Equal("Working on it…", () => Of<string>("select content::jsonb ->> 'heading' from messages"));
        holds.SetResult();
        await Eventually.Equal("Started", () => Of<string>("select content::jsonb ->> 'heading' from messages"));
    }
}
