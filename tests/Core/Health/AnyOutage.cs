using FsCheck;
using FsCheck.Fluent;
using OpsBot.Core.Health;
using OpsBot.Core.Servers;
using OpsBot.Tests.Testing;
using static OpsBot.Core.Health.HealthState;
using Replay = OpsBot.Core.Health.Replay;

namespace OpsBot.Tests.Core.Health;

/// <summary>Whatever fails together or one after the other, for long, or again and again.</summary>
public sealed class AnyOutage
{
    const int Fleet = 24, Rounds = 80;

    static readonly DateTimeOffset begin = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    static readonly ServerId[] ids = [.. Enumerable.Range(1, Fleet).Select(i => ServerId.Of(new Guid(i, 0, 0, new byte[8])))];

    // Some servers from one on, from that round for so long; every so many rounds they are well for one.
    sealed record Outage(int First, int Servers, int Round, int Length, HealthState Health, int Gap)
    {
        public bool Holds(int server, int round) =>
            server >= First && server < First + Servers && round >= Round && round < Round + Length
            && (Gap == 0 || (round - Round) % Gap != 0);
    }

    static readonly Gen<Outage> outage =
        from first in Gen.Choose(0, Fleet - 1)
        from servers in Gen.Frequency((4, Gen.Choose(1, 2)), (1, Gen.Choose(3, Fleet)))
        from round in Gen.Choose(1, Rounds - 1)
        from length in Gen.Choose(1, 60)
        from health in Gen.Frequency((3, Gen.Constant(Unreachable)), (2, Gen.Constant(Unhealthy)), (1, Gen.Constant(Degraded)))
        from gap in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Choose(2, 9)))
        select new Outage(first, servers, round, length, health, gap);

    static readonly Arbitrary<Outage[]> outages = outage.ArrayOf().Where(all => all.Length <= 12).ToArbitrary();

    static HealthState Of(Outage[] all, int server, int round) =>
        round >= Rounds ? Healthy : all.Where(one => one.Holds(server, round)).Select(one => one.Health).DefaultIfEmpty(Healthy).Max();

    // Two regions of one provider and one of another; every sixth server was never well.
    static Replay Begun()
    {
        var places = Enumerable.Range(0, Fleet).Select(Where).ToList();
        var watched = places.CountBy(place => place).Concat(places.CountBy(place => place.Wider)).ToDictionary();
        var replay = new Replay(HealthRules.Standard, watched);
        for (var i = 0; i < Fleet; i++)
            replay.Add(ids[i], $"s{i:00}", places[i].Provider, places[i].Region!, Healthy, begin, WasWell(i));
        return replay;
    }

    static Place Where(int server) => server < 9 ? new("hetzner", "nbg1") : server < 16 ? new("hetzner", "hel1") : new("elsewhere", "x1");

    static bool WasWell(int server) => server % 6 != 0;

    static DateTimeOffset At(int round) => begin + round * TimeSpan.FromMinutes(5);

    static void Play(Replay replay, Outage[] all, int until, Action<int> seen)
    {
        for (var round = 1; round < until; round++)
        {
            replay.Round(At(round), Enumerable.Range(0, Fleet).Select(i => (ids[i], Of(all, i, round))));
            seen(round);
        }
    }

    static int BadFor(Outage[] all, int server, int round)
    {
        var rounds = 0;
        while (round - rounds >= 1 && Of(all, server, round - rounds) is Unhealthy or Unreachable) rounds++;
        return rounds;
    }

    [Fact]
    public void Whoever_fails_for_long_enough_is_in_one_incident_and_no_incident_is_empty() =>
        Prop.ForAll(outages, all =>
        {
            var replay = Begun();
            Play(replay, all, Rounds, round =>
            {
                var members = replay.Members.ToList();
                Assert.Equal(members.Count, members.Select(one => one.Server).Distinct().Count());
                Assert.Equal(replay.Open.Order(), members.Select(one => one.Cause).Distinct().Order());
                for (var i = 0; i < Fleet; i++)
                    if (BadFor(all, i, round) >= 3) Assert.Contains(members, one => one.Server == ids[i]);
            });
        }).Check(Often.Times(150));

    [Fact]
    public void Every_incident_ends_once_all_is_well() =>
        Prop.ForAll(outages, all =>
        {
            var replay = Begun();
            Play(replay, all, Rounds + 8, _ => { });
            Assert.Empty(replay.Open);
        }).Check(Often.Times(150));

    [Fact]
    public void No_reboot_is_above_any_brake() =>
        Prop.ForAll(outages, all =>
        {
            var replay = Begun();
            var known = 0;
            Play(replay, all, Rounds, round =>
            {
                foreach (var reboot in replay.Reboots.Skip(known))
                {
                    var server = Array.IndexOf(ids, reboot.Server);
                    Assert.True(WasWell(server));
                    Assert.True(BadFor(all, server, round) >= 6);
                    Assert.DoesNotContain(replay.Open, cause => !cause.StartsWith("server:", StringComparison.Ordinal));
                    Assert.True(Enumerable.Range(0, Fleet).Count(i => BadFor(all, i, round) > 0) * 100 <= 40 * Fleet);
                }
                known = replay.Reboots.Count;
            });
            foreach (var reboot in replay.Reboots)
            {
                var ofIt = replay.Reboots.Where(other => other.Server == reboot.Server && other.At > reboot.At).ToList();
                Assert.DoesNotContain(ofIt, other => other.At - reboot.At < TimeSpan.FromMinutes(60));
                Assert.True(ofIt.Count(other => other.At - reboot.At < TimeSpan.FromDays(1)) <= 1);
                Assert.True(replay.Reboots.Count(other =>
                    other.At >= reboot.At && other.At - reboot.At < TimeSpan.FromMinutes(10)) <= 3);
            }
        }).Check(Often.Times(300));

    [Fact]
    public void There_are_reboots_to_speak_of()
    {
        var replay = Begun();
        Play(replay, [new(1, 1, 1, 40, Unreachable, 0), new(20, 1, 1, 40, Unhealthy, 0)], Rounds, _ => { });
        Assert.Equal([false, false, true, true], replay.Reboots.Select(one => one.Hard));
    }
}
