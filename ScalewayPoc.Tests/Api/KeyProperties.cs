using System.Net;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using ScalewayPoc.Api.KeyValues;
using ScalewayPoc.Contracts;

namespace ScalewayPoc.Tests.Api;

/// <summary>What holds of every key, of every text that is none, and of every way through a list.</summary>
[Collection(ApiCollection.Name)]
public sealed class KeyProperties(SharedApi shared)
{
    readonly TestApi _api = shared.Api;

    [Property(MaxTest = 40, Arbitrary = [typeof(Keys)])]
    public async Task A_key_is_found_under_the_name_it_was_set_with(Key key)
    {
        var path = $"/api/kv/{Uri.EscapeDataString(key.Text)}";
        var put = await _api.PutAsync(path, "1");
        Assert.True(put.Status is HttpStatusCode.Created or HttpStatusCode.OK, $"{key.Text}: {put.Body}");
        Assert.Equal(key.Text, put["key"]);
        (await _api.GetAsync(path)).Is(HttpStatusCode.OK);
        var listed = (await _api.GetAsync($"/api/kv?limit=1&prefix={Uri.EscapeDataString(key.Text)}")).Is(HttpStatusCode.OK);
        Assert.Equal(key.Text, listed.Json["items"]![0]!["key"]!.GetValue<string>());
    }

    [Property(MaxTest = 80, Arbitrary = [typeof(Keys)])]
    public async Task What_is_no_key_is_refused_and_a_key_is_not(NearlyKey text)
    {
        var answer = await _api.PutAsync($"/api/kv/{Uri.EscapeDataString(text.Text)}", "1");
        if (KeyGrammar.IsKey(text.Text))
        {
            Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK, $"'{text.Text}': {answer.Body}");
        }
        else
        {
            answer.IsProblem(HttpStatusCode.BadRequest, "key-grammar");
        }
    }

    [Property(MaxTest = 8, Arbitrary = [typeof(Keys)])]
    public async Task Paging_visits_each_key_that_stays_exactly_once_while_others_come_and_go(Listing listing)
    {
        var prefix = $"p{Guid.NewGuid():n}";
        var stays = listing.Stays.Select(name => prefix + name).Distinct().ToHashSet();
        var comesAndGoes = listing.ComesAndGoes.Select(name => prefix + name).Except(stays).ToArray();
        await Task.WhenAll(stays.Select(key => _api.PutAsync($"/api/kv/{key}", "1")));
        var visited = new List<string>();
        var page = 0;
        for (string? cursor = ""; cursor is not null; page++)
        {
            foreach (var key in comesAndGoes.Where((_, i) => (i + page) % 3 == 0))
            {
                _ = page % 2 == 0 ? await _api.PutAsync($"/api/kv/{key}", "1") : await _api.DeleteAsync($"/api/kv/{key}");
            }
            var answer = (await _api.GetAsync($"/api/kv?prefix={prefix}&limit={listing.Limit}{(cursor == "" ? "" : "&cursor=" + cursor)}")).Is(HttpStatusCode.OK);
            visited.AddRange(answer.Json["items"]!.AsArray().Select(item => item!["key"]!.GetValue<string>()));
            cursor = answer.Json["nextCursor"]?.GetValue<string>();
        }

        Assert.Equal(stays.Order(StringComparer.Ordinal), visited.Where(stays.Contains));
        Assert.Equal(visited.Distinct().Order(StringComparer.Ordinal), visited);
    }

    [Property(MaxTest = 1000, Arbitrary = [typeof(Keys)])]
    [Trait("Category", "Release")]
    public Task Many_keys_are_found_under_the_names_they_were_set_with(Key key) => A_key_is_found_under_the_name_it_was_set_with(key);

    [Property(MaxTest = 2000, Arbitrary = [typeof(Keys)])]
    [Trait("Category", "Release")]
    public Task Of_many_texts_those_that_are_no_keys_are_refused(NearlyKey text) => What_is_no_key_is_refused_and_a_key_is_not(text);

    [Property(MaxTest = 200, Arbitrary = [typeof(Keys)])]
    [Trait("Category", "Release")]
    public Task Paging_of_many_lists_visits_each_key_that_stays_exactly_once(Listing listing) =>
        Paging_visits_each_key_that_stays_exactly_once_while_others_come_and_go(listing);

    /// <summary>A key.</summary>
    public sealed record Key(string Text);

    /// <summary>A text that is a key, or one that is not by a little.</summary>
    public sealed record NearlyKey(string Text);

    /// <summary>Names of keys, and how they are listed.</summary>
    public sealed record Listing(string[] Stays, string[] ComesAndGoes, int Limit);

    static class Keys
    {
        const string First = "ABCXYZabcxyz0129";
        const string Rest = First + "._:~-";

        static readonly Gen<string> Names = Gen.Choose(0, 12).SelectMany(length => Gen.Elements(Rest.ToCharArray()).ArrayOf(length)).Select(c => new string(c));

        static readonly Gen<string> Texts =
            from first in Gen.Elements(First.ToCharArray())
            from rest in Gen.Frequency((9, Names), (1, Gen.Elements(Rest.ToCharArray()).ArrayOf(Limits.KeyLength - 1).Select(c => new string(c))))
            select first + rest;

        public static Arbitrary<Key> Key() => Texts.Select(text => new Key(text)).ToArbitrary();

        // Not '.' in front: a client takes a path of dots for one to resolve.
        public static Arbitrary<NearlyKey> NearlyKey() =>
            (from text in Texts
             from at in Gen.Choose(0, text.Length)
             from c in Gen.Elements("/ %?#+é\\\t\n\"{}_-:~\u00a0😀A0".EnumerateRunes().Select(rune => rune.ToString()).ToArray())
             select new NearlyKey(text.Insert(at, c))).ToArbitrary();

        public static Arbitrary<Listing> Listing() =>
            (from stays in Names.ArrayOf(12)
             from others in Names.ArrayOf(8)
             from limit in Gen.Choose(1, 5)
             select new Listing(stays, others, limit)).ToArbitrary();
    }
}
