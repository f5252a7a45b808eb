import { type ColumnRole } from '../../../contracts/model-types.js';

/** Names by which a column is known to play a role, normalised (see `normalize`), the surest first. */
export const SYNONYMS: readonly (readonly [ColumnRole, readonly string[]])[] = [
  [
    'user_id',
    words(
      'user_id userid user uid u user_name username customer_id customerid customer cust_id client_id client member_id member account_id account visitor_id visitor shopper_id buyer_id buyer reviewer_id reviewerid reviewer student_id student reader_id listener_id viewer_id person_id person profile_id subscriber_id patient_id author_id employee_id',
    ),
  ],
  [
    'item_id',
    words(
      'item_id itemid item iid i product_id productid product sku asin movie_id movieid movie film_id film book_id bookid isbn book song_id songid song track_id trackid track artist_id artist article_id articleid article game_id game restaurant_id restaurant business_id recipe_id anime_id content_id course_id course lecturer_id lecturer stock_code stockcode parent_asin title_id title place_id hotel_id offer_id ad_id',
    ),
  ],
  [
    'rating',
    words(
      'rating ratings rate rated star stars star_rating score review_score review_rating user_rating overall overall_rating grade vote points preference r',
    ),
  ],
  [
    'timestamp',
    words(
      'timestamp ts time datetime date event_time created_at created rated_at review_date review_time unix_review_time unixreviewtime purchase_date order_date invoice_date invoicedate viewed_at',
    ),
  ],
  [
    'target',
    words(
      'target label labels class y outcome response target_class class_label ground_truth dependent_variable diagnosis churn churned survived species',
    ),
  ],
  [
    'time',
    words('time timestamp datetime date ds ts day month period week quarter year date_time observation_date t index'),
  ],
  [
    'value',
    words(
      'value values y target sales demand count quantity units volume amount close price passengers temp temperature sunspots consumption load measurement observation total revenue',
    ),
  ],
  [
    'series_id',
    words(
      'series_id series seriesid unique_id uniqueid series_name ts_id item_id item store_id store sku product_id product group group_id ticker symbol region location station sensor_id sensor id name',
    ),
  ],
];

function words(list: string): string[] {
  return list.split(' ');
}

/** `CustomerID`, `customer id`, `Customer-Id` → `customer_id`. */
export function normalize(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '');
}
