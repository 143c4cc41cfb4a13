using Microsoft.Extensions.Logging.Abstractions;
using OpsBot.Core.Database;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Core.Database;

public sealed class ClearingUp(Postgres postgres) : IAsyncLifetime
{
    readonly Clock clock = new();
    OpsBot.Tests.Testing.Database database = null!;

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => database = await postgres.NewDatabase();

    Task<Removed> Clear() => new Retention(database.Source, clock, NullLogger<Retention>.Instance).Clear(Cancel);

    async Task Given(string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        command.Parameters.AddWithValue("Now", clock.GetUtcNow().UtcDateTime);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    async Task<string?> Left(string sql)
    {
        await using var command = database.Source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel) as string;
    }

    [Fact]
    public async Task Requests_handled_more_than_a_week_ago_go_and_all_others_stay()
    {
        await Given(
            """
            insert into inbox (id, key, platform, kind, body, received_at, claimed_until, handled_at)
            select gen_random_uuid(), key, 'chat', 'command', '', @Now - age, @Now, @Now - handled
            from   (values ('old', interval '9 days', interval '8 days'), ('young', '9 days', '6 days'), ('never', '90 days', null))
                   as given (key, age, handled)
            """);
        Assert.Equal(1, (await Clear()).Requests);
        Assert.Equal("never young", await Left("select string_agg(key, ' ' order by key) from inbox"));
    }

    [Fact]
    public async Task Jobs_go_with_their_steps_three_months_after_their_end()
    {
        await Given(
            """
            insert into jobs (id, operation, arguments, target_kind, target_id, target_label, trail, heading, message_key,
                              state, not_before, created_at, finished_at)
            select gen_random_uuid(), 'x', '{}', 'x', gen_random_uuid(), key, gen_random_uuid(), 'x', key,
                   case when ended is null then 'queued' else 'cancelled' end, @Now, @Now - interval '1 year', @Now - ended
            from   (values ('old', interval '91 days'), ('young', '89 days'), ('never', null)) as given (key, ended);
            insert into job_steps (job_id, name, operation, state, started_at)
            select id, 'first', 'x', 'waiting', @Now from jobs
            """);
        Assert.Equal(1, (await Clear()).Jobs);
        Assert.Equal("never young",
            await Left("select string_agg(j.target_label, ' ' order by j.target_label) from jobs j join job_steps s on s.job_id = j.id"));
    }

    [Fact]
    public async Task Messages_untouched_for_a_month_go_unless_they_are_on_their_way_or_a_job_still_speaks_there()
    {
        await Given(
            """
            insert into messages (id, key, kind, content, said_at)
            select gen_random_uuid(), key, 'reply', '{}', @Now - age
            from   (values ('old', interval '31 days'), ('young', '29 days'), ('pending', '90 days'), ('living', '90 days'))
                   as given (key, age);
            insert into deliveries (message_id, platform, place_kind, place_id, pending, first_said_at, not_before)
            select id, 'chat', 'channel', key, key = 'pending', @Now, @Now from messages;
            insert into jobs (id, operation, arguments, target_kind, target_id, target_label, trail, heading, message_key,
                              not_before, created_at)
            values (gen_random_uuid(), 'x', '{}', 'x', gen_random_uuid(), 'x', gen_random_uuid(), 'x', 'living', @Now, @Now)
            """);
        Assert.Equal(1, (await Clear()).Messages);
        Assert.Equal("living pending young", await Left("select string_agg(key, ' ' order by key) from messages"));
        Assert.Equal("living pending young", await Left("select string_agg(place_id, ' ' order by place_id) from deliveries"));
    }

    [Theory]
    [InlineData("null", "break-glass:brk_1 break-glass:brk_1:overdue")]
    [InlineData("@Now", null)]
    public async Task What_says_that_somebody_has_to_sign_off_stays_until_it_is_done(string signedOff, string? left)
    {
        await Given(
            $"""
            insert into messages (id, key, kind, content, said_at)
            select gen_random_uuid(), key, 'reply', '{"{}"}', @Now - age
            from   (values ('break-glass:brk_1', interval '40 days'), ('break-glass:brk_1:overdue', '39 days'), ('old', '40 days'))
                   as given (key, age);
            insert into operators (id, handle, name, role, created_at)
            values ('019cbd00-0000-7000-8000-000000000001', 'sam', 'Sam', 'super_admin', @Now - interval '90 days'),
                   ('019cbd00-0000-7000-8000-000000000002', 'adam', 'Adam', 'admin', @Now - interval '90 days');
            insert into break_glass (id, trail, operation, effect, target_kind, target_id, target_label, waived, operator_id, reason,
                                     ran_at, due_at, signed_off_by, signed_off_at, note)
            select gen_random_uuid(), gen_random_uuid(), 'x', 'x', 'x', gen_random_uuid(), 'x', 'x', '019cbd00-0000-7000-8000-000000000001',
                   'x', @Now - interval '40 days', @Now - interval '39 days',
                   case when at is null then null else '019cbd00-0000-7000-8000-000000000002'::uuid end, at,
                   case when at is null then null else 'seen' end
            from   (values ({signedOff}::timestamptz)) as signed (at)
            """);
        Assert.Equal(left is null ? 3 : 1, (await Clear()).Messages);
        Assert.Equal(left, await Left("select string_agg(key, ' ' order by key) from messages"));
    }

    [Fact]
    public async Task Rounds_of_duties_go_after_a_week_but_for_the_newest_of_each()
    {
        await Given(
            """
            insert into duty_runs (duty, slot, every, worker, started_at, held_until, ended_at)
            select duty, @Now - age, interval '1 hour', 'w', @Now - age, @Now, @Now - age
            from   (values ('often', interval '8 days'), ('often', '9 days'), ('often', '6 days'),
                           ('seldom', '8 days'), ('seldom', '80 days'), ('dropped', '401 days')) as given (duty, age)
            """);
        Assert.Equal(4, (await Clear()).Rounds);
        Assert.Equal("often 6, seldom 8", await Left(
            "select string_agg(duty || ' ' || extract(day from timestamptz '2026-03-02 09:00Z' - slot), ', ' order by duty, slot desc) from duty_runs"));
    }

    [Fact]
    public async Task However_many_there_are_all_of_them_go()
    {
        await Given(
            """
            insert into inbox (id, key, platform, kind, body, received_at, claimed_until, handled_at)
            select gen_random_uuid(), n::text, 'chat', 'command', '', @Now - interval '9 days', @Now, @Now - interval '8 days'
            from   generate_series(1, 2500) n
            """);
        Assert.Equal(2500, (await Clear()).Requests);
        Assert.Equal(0, (await Clear()).Requests);
    }

    public async ValueTask DisposeAsync() => await database.DisposeAsync();
}
