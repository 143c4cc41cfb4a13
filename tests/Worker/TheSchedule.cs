using Coravel;
using Coravel.Scheduling.Schedule;
using Coravel.Scheduling.Schedule.Interfaces;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpsBot.Tests.Testing;
using OpsBot.Worker;

namespace OpsBot.Tests.Worker;

public sealed class TheSchedule(Postgres postgres)
{
    static readonly IReadOnlyList<Duty> duties = Schedule.Duties(new());
    static readonly DateTimeOffset monday = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task In_a_week_every_duty_comes_round_in_each_of_its_slots_and_at_no_other_time()
    {
        var came = duties.ToDictionary(duty => duty.Name, _ => new List<DateTimeOffset>());
        var now = monday;
        await using var services = new ServiceCollection().AddScheduler().BuildServiceProvider();
        var scheduler = (Scheduler)services.GetRequiredService<IScheduler>();
        scheduler.Announce(duties, duty =>
        {
            lock (came) came[duty.Name].Add(now);
            return Task.CompletedTask;
        });
        // Each second of the first minutes, then each quarter of a minute; and one tick twice, as after a pause of the machine.
        for (; now < monday.AddDays(7); now += now < monday.AddMinutes(6) ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(15))
            await scheduler.RunAtAsync(now.UtcDateTime);
        foreach (var duty in duties)
            Assert.Equal(Slots(duty), came[duty.Name].Select(duty.SlotAt));
    }

    static IEnumerable<DateTimeOffset> Slots(Duty duty)
    {
        for (var slot = monday; slot < monday.AddDays(7); slot += duty.Every) yield return slot;
    }

    [Theory]
    [InlineData(7)]
    [InlineData(45)]
    [InlineData(7 * 60)]
    [InlineData(90 * 60)]
    [InlineData(5 * 60 * 60)]
    [InlineData(36 * 60 * 60)]
    public async Task What_would_not_stay_on_one_grid_is_refused(int seconds)
    {
        await using var services = new ServiceCollection().AddScheduler().BuildServiceProvider();
        var odd = Workers.Duty("odd", TimeSpan.FromSeconds(seconds), _ => Task.CompletedTask);
        Assert.Throws<ArgumentException>(() => services.GetRequiredService<IScheduler>().Announce([odd], _ => Task.CompletedTask));
    }

    [Fact]
    public void No_two_duties_have_one_name() => Assert.Distinct(duties.Select(duty => duty.Name));

    [Fact]
    public async Task It_ticks_by_itself_and_ends_with_its_host()
    {
        await using var database = await postgres.NewDatabase();
        var ran = 0;
        var duty = Workers.Duty("second", TimeSpan.FromSeconds(1), _ =>
        {
            Interlocked.Increment(ref ran);
            return Task.CompletedTask;
        });
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddScheduler().AddSingleton(database.Source).AddSingleton(TimeProvider.System).AddSingleton(Workers.Limits)
            .AddSingleton<DutyRuns>().AddSingleton<IReadOnlyList<Duty>>([duty]).AddHostedService<DutyRounds>();
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        // More than what is caught up with at the start.
        await Eventually.True(() => ran > 2, what: "three rounds");
        await host.StopAsync(TestContext.Current.CancellationToken);
    }
}
