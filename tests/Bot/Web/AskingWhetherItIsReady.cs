using System.Net.Sockets;
using Npgsql;
using OpsBot.Bot.Web;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Web;

public sealed class AskingWhetherItIsReady
{
    readonly Clock clock = new();
    readonly Queue<Func<CancellationToken, Task<bool>>> answers = [];
    int asked;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    Readiness Readiness => field ??= new(cancel =>
    {
        asked++;
        return answers.Count > 0 ? answers.Dequeue()(cancel) : Task.FromResult(true);
    }, clock);

    [Fact]
    public async Task However_many_ask_the_database_is_asked_once_a_second()
    {
        for (var n = 0; n < 50; n++) Assert.Null(await Readiness.Missing(Cancel));
        Assert.Equal(1, asked);
        clock.Advance(TimeSpan.FromSeconds(1));
        for (var n = 0; n < 50; n++) Assert.Null(await Readiness.Missing(Cancel));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task While_it_does_not_answer_nobody_asks_a_second_time()
    {
        answers.Enqueue(async cancel =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, cancel);
            return true;
        });
        List<Task<string?>> waiting = [Readiness.Missing(Cancel)];
        clock.Advance(TimeSpan.FromSeconds(1.5));
        waiting.Add(Readiness.Missing(Cancel));
        Assert.Equal(1, asked);
        clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.All(await Task.WhenAll(waiting), missing => Assert.Equal("the database does not answer", missing));
        Assert.Null(await Readiness.Missing(Cancel));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task What_is_missing_is_said_and_forgotten_after_a_second()
    {
        answers.Enqueue(_ => Task.FromResult(false));
        answers.Enqueue(_ => throw new NpgsqlException("It is away.", new SocketException()));
        Assert.Equal("migrations are missing", await Readiness.Missing(Cancel));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("the database does not answer", await Readiness.Missing(Cancel));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await Readiness.Missing(Cancel));
    }

    [Theory]
    [InlineData("28P01")]
    [InlineData("3D000")]
    public async Task A_database_that_does_not_let_it_in_is_not_ready_either(string refusal)
    {
        answers.Enqueue(_ => throw new PostgresException("no", "FATAL", "FATAL", refusal));
        Assert.Equal("the database does not let the bot in", await Readiness.Missing(Cancel));
    }
}
