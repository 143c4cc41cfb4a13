using System.Numerics;
using System.Text;
using FsCheck.Fluent;
using OpsBot.Bot.Chat;
using OpsBot.Bot.Discord;
using OpsBot.Tests.Testing;

namespace OpsBot.Tests.Bot.Discord;

public sealed class CheckingASignature
{
    const string Key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    const string Timestamp = "1700000000";
    const string Body = "{\"type\":1}";
    const string Signature =
        "1695961a47c91a1ec033b819b7e87e3dbc583dd0cee6d1fd0216f58ac87b6228ae531ddbf91fb7bc28d7edf7f08604da16f54624f38a6bc0614e4dc13cd47f0f";

    static SignatureCheck Check(string? timestamp, string? signature, string body = Body, int secondsLater = 0, string key = Key)
    {
        var check = new DiscordSignature(key, new Clock(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000 + secondsLater)));
        return check.Check(timestamp, signature, Encoding.UTF8.GetBytes(body));
    }

    [Fact]
    public void What_discord_signed_is_valid() => Assert.Equal(SignatureCheck.Valid, Check(Timestamp, Signature));

    [Fact]
    public void Hex_may_be_written_in_capitals() =>
        Assert.Equal(SignatureCheck.Valid, Check(Timestamp, Signature.ToUpperInvariant(), key: Key.ToUpperInvariant()));

    [Theory]
    [InlineData(-300, SignatureCheck.Valid)]
    [InlineData(300, SignatureCheck.Valid)]
    [InlineData(-301, SignatureCheck.Stale)]
    [InlineData(301, SignatureCheck.Stale)]
    public void A_request_is_good_for_five_minutes_in_both_directions(int secondsLater, SignatureCheck expected) =>
        Assert.Equal(expected, Check(Timestamp, Signature, secondsLater: secondsLater));

    [Fact]
    public void Another_body_timestamp_or_key_makes_it_wrong()
    {
        Assert.Equal(SignatureCheck.Wrong, Check(Timestamp, Signature, "{\"type\":2}"));
        Assert.Equal(SignatureCheck.Wrong, Check("1700000001", Signature));
        Assert.Equal(SignatureCheck.Wrong,
            Check(Timestamp, Signature, key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
    }

    // No separator stands between the timestamp and the body: a digit that moves over leaves the signed bytes as they were.
    [Fact]
    public void A_digit_that_moves_from_the_timestamp_to_the_body_makes_it_stale() =>
        Assert.Equal(SignatureCheck.Stale, Check("170000000", Signature, "0" + Body));

    [Theory]
    [InlineData(null, Signature)]
    [InlineData("", Signature)]
    [InlineData("yesterday", Signature)]
    [InlineData("-1700000000", Signature)]
    [InlineData(" 1700000000", Signature)]
    [InlineData("99999999999999999999", Signature)]
    [InlineData(Timestamp, null)]
    [InlineData(Timestamp, "")]
    public void Without_a_timestamp_and_a_signature_it_is_not_looked_at(string? timestamp, string? signature) =>
        Assert.Equal(SignatureCheck.Missing, Check(timestamp, signature));

    [Fact]
    public void A_signature_of_another_shape_is_wrong()
    {
        foreach (var shape in new[] { "x", "16", Signature[..^1], Signature[..^2], Signature + "0", Signature + "00",
            "0x" + Signature[..^2], Signature[..^1] + "g", Signature[..^1] + "é", " " + Signature[..^1] })
            Assert.Equal(SignatureCheck.Wrong, Check(Timestamp, shape));
    }

    [Theory]
    [InlineData("")]
    [InlineData("d75a")]
    [InlineData("zz5a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")]
    public void Without_a_key_nothing_is_valid(string key) => Assert.Equal(SignatureCheck.Wrong, Check(Timestamp, Signature, key: key));

    [Fact]
    public void Any_one_bit_that_flips_makes_it_wrong()
    {
        var check = new DiscordSignature(Key, new Clock(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)));
        for (var bit = 0; bit < 512; bit++)
        {
            var signature = Convert.FromHexString(Signature);
            signature[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(SignatureCheck.Wrong, check.Check(Timestamp, Convert.ToHexStringLower(signature), Encoding.UTF8.GetBytes(Body)));
        }
    }

    [Fact]
    public void Garbage_is_refused_and_never_breaks_anything()
    {
        foreach (var (key, timestamp, signature) in ArbMap.Default.GeneratorFor<(string, string, string)>().Sample(200, Often.Seed, 500))
            Assert.NotEqual(SignatureCheck.Valid, Check(timestamp, signature, key: key ?? ""));
        foreach (var bytes in ArbMap.Default.GeneratorFor<byte[]>().ArrayOf(3).Sample(200, Often.Seed, 500))
            Assert.False(Ed25519.Verify(bytes[0] ?? [], bytes[1] ?? [], bytes[2] ?? []));
    }

    // Of right lengths, so that they come as far as the curve.
    [Fact]
    public void Keys_and_signatures_at_random_are_refused()
    {
        var random = new Random(1);
        for (var i = 0; i < 2_000; i++)
        {
            var (key, signature, message) = (new byte[32], new byte[64], new byte[random.Next(100)]);
            foreach (var bytes in new[] { key, signature, message }) random.NextBytes(bytes);
            Assert.False(Ed25519.Verify(key, message, signature));
        }
    }

    // RFC 8032, 7.1.
    [Theory]
    [InlineData(Key, "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    [InlineData("ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704")]
    [InlineData("278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e", LongMessage,
        "0aab4c900501b3e24d7cdf4663326a3a87df5e4843b2cbdb67cbf6e460fec350aa5371b1508f9f4528ecea23c436d94b5e8fcd4f681e30a6ac00a9704a188a03")]
    public void The_standards_own_examples_are_valid_until_a_bit_of_them_flips(string key, string message, string signature)
    {
        var (keyBytes, messageBytes, signatureBytes) = (Convert.FromHexString(key), Convert.FromHexString(message),
            Convert.FromHexString(signature));
        Assert.True(Ed25519.Verify(keyBytes, messageBytes, signatureBytes));

        Assert.False(Ed25519.Verify(keyBytes, [.. messageBytes, 0], signatureBytes));
        signatureBytes[0] ^= 1;
        Assert.False(Ed25519.Verify(keyBytes, messageBytes, signatureBytes));
    }

    // S and S + L are the same to the curve; taken, anybody could make a second signature out of a first.
    [Fact]
    public void A_second_spelling_of_a_valid_signature_is_refused()
    {
        var order = BigInteger.Pow(2, 252)
            + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);
        var signature = Convert.FromHexString(Signature);
        var s = new BigInteger(signature.AsSpan(32), isUnsigned: true) + order;
        Assert.True(s.TryWriteBytes(signature.AsSpan(32), out _, isUnsigned: true));

        Assert.False(Ed25519.Verify(Convert.FromHexString(Key), Encoding.UTF8.GetBytes(Timestamp + Body), signature));
    }

    [Fact]
    public void One_key_serves_many_threads_at_once()
    {
        var check = new DiscordSignature(Key, new Clock(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)));
        var body = Encoding.UTF8.GetBytes(Body);
        Parallel.For(0, 2_000, i => Assert.Equal(
            i % 2 == 0 ? SignatureCheck.Valid
                : SignatureCheck.Wrong, check.Check(Timestamp, i % 2 == 0 ? Signature : "00" + Signature[2..], body)));
    }

    const string LongMessage =
        "08b8b2b733424243760fe426a4b54908632110a66c2f6591eabd3345e3e4eb98fa6e264bf09efe12ee50f8f54e9f77b1e355f6c50544e23fb1433ddf73be84d8" +
        "79de7c0046dc4996d9e773f4bc9efe5738829adb26c81b37c93a1b270b20329d658675fc6ea534e0810a4432826bf58c941efb65d57a338bbd2e26640f89ffbc" +
        "1a858efcb8550ee3a5e1998bd177e93a7363c344fe6b199ee5d02e82d522c4feba15452f80288a821a579116ec6dad2b3b310da903401aa62100ab5d1a36553e" +
        "06203b33890cc9b832f79ef80560ccb9a39ce767967ed628c6ad573cb116dbefefd75499da96bd68a8a97b928a8bbc103b6621fcde2beca1231d206be6cd9ec7" +
        "aff6f6c94fcd7204ed3455c68c83f4a41da4af2b74ef5c53f1d8ac70bdcb7ed185ce81bd84359d44254d95629e9855a94a7c1958d1f8ada5d0532ed8a5aa3fb2" +
        "d17ba70eb6248e594e1a2297acbbb39d502f1a8c6eb6f1ce22b3de1a1f40cc24554119a831a9aad6079cad88425de6bde1a9187ebb6092cf67bf2b13fd65f270" +
        "88d78b7e883c8759d2c4f5c65adb7553878ad575f9fad878e80a0c9ba63bcbcc2732e69485bbc9c90bfbd62481d9089beccf80cfe2df16a2cf65bd92dd597b07" +
        "07e0917af48bbb75fed413d238f5555a7a569d80c3414a8d0859dc65a46128bab27af87a71314f318c782b23ebfe808b82b0ce26401d2e22f04d83d1255dc51a" +
        "ddd3b75a2b1ae0784504df543af8969be3ea7082ff7fc9888c144da2af58429ec96031dbcad3dad9af0dcbaaaf268cb8fcffead94f3c7ca495e056a9b47acdb7" +
        "51fb73e666c6c655ade8297297d07ad1ba5e43f1bca32301651339e22904cc8c42f58c30c04aafdb038dda0847dd988dcda6f3bfd15c4b4c4525004aa06eeff8" +
        "ca61783aacec57fb3d1f92b0fe2fd1a85f6724517b65e614ad6808d6f6ee34dff7310fdc82aebfd904b01e1dc54b2927094b2db68d6f903b68401adebf5a7e08" +
        "d78ff4ef5d63653a65040cf9bfd4aca7984a74d37145986780fc0b16ac451649de6188a7dbdf191f64b5fc5e2ab47b57f7f7276cd419c17a3ca8e1b939ae49e4" +
        "88acba6b965610b5480109c8b17b80e1b7b750dfc7598d5d5011fd2dcc5600a32ef5b52a1ecc820e308aa342721aac0943bf6686b64b2579376504ccc493d97e" +
        "6aed3fb0f9cd71a43dd497f01f17c0e2cb3797aa2a2f256656168e6c496afc5fb93246f6b1116398a346f1a641f3b041e989f7914f90cc2c7fff357876e506b5" +
        "0d334ba77c225bc307ba537152f3f1610e4eafe595f6d9d90d11faa933a15ef1369546868a7f3a45a96768d40fd9d03412c091c6315cf4fde7cb68606937380d" +
        "b2eaaa707b4c4185c32eddcdd306705e4dc1ffc872eeee475a64dfac86aba41c0618983f8741c5ef68d3a101e8a3b8cac60c905c15fc910840b94c00a0b9d0";
}
